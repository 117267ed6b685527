import {
  CancelReplayCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { type Replay, type Replays, replayStates } from '../../core/replays.ts';

/** The archive of a cell's bus, and where it is replayed to. */
export interface BusPlace {
  readonly region: string;
  readonly account: string;
  readonly bus: string;
  readonly archive: string;
}

/**
 * Replays of an EventBridge archive to the bus that it is of
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html).
 */
export function createEventBridgeReplays(client: EventBridgeClient, place: BusPlace): Replays {
  const { region, account, bus, archive } = place;
  const arn = (resource: string) => `arn:aws:events:${region}:${account}:${resource}`;

  return {
    async start(name, { from, to, rules }) {
      const start = new StartReplayCommand({
        ReplayName: name,
        EventSourceArn: arn(`archive/${archive}`),
        EventStartTime: new Date(from),
        EventEndTime: new Date(to),
        Destination: {
          Arn: arn(`event-bus/${bus}`),
          FilterArns: rules.map((rule) => arn(`rule/${bus}/${rule}`)),
        },
      });
      return (await unless('ResourceAlreadyExistsException', client.send(start))) !== undefined;
    },

    async find(name): Promise<Replay | undefined> {
      const describe = new DescribeReplayCommand({ ReplayName: name });
      const found = await unless('ResourceNotFoundException', client.send(describe));
      if (!found) return undefined;
      const { State, StateReason, EventStartTime, EventEndTime, EventLastReplayedTime } = found;
      return {
        name,
        from: (EventStartTime ?? new Date(0)).toISOString(),
        to: (EventEndTime ?? new Date(0)).toISOString(),
        state: replayStates.find((known) => known === State?.toLowerCase()) ?? 'failed',
        reason: StateReason,
        lastReplayedAt: EventLastReplayedTime?.toISOString(),
      };
    },

    async cancel(name) {
      const cancelled = client.send(new CancelReplayCommand({ ReplayName: name }));
      const done = unless('IllegalStatusException', unless('ResourceNotFoundException', cancelled));
      return (await done) !== undefined;
    },

    // The archive counts what it holds in all, a day late.
    count: async () => undefined,
  };
}

/** What the call answers; undefined when it fails with this error. */
async function unless<T>(name: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}
