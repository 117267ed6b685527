import type { Archive } from '../../emulator/messaging/archive/archive.ts';
import { type ReplayDescription, ReplayError } from '../../emulator/messaging/archive/replays.ts';
import type { Engine } from '../../emulator/messaging/engine.ts';
import {
  type Replay,
  type ReplaySelection,
  type Replays,
  replayStates,
} from '../../functions/core/replays.ts';
import { parseJsonObject } from '../../lib/json.ts';

/** How long after its time an event may be in the archive, ms: the bus has it for seconds only. */
const archivedWithinMs = 60_000;

/** Replays on the cell's engine. */
export function engineReplays(
  { bus, replays }: Pick<Engine, 'bus' | 'replays'>,
  archive: Pick<Archive, 'read'>,
): Replays {
  const request = ({ from, to, rules }: ReplaySelection) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    rules: bus.ruleArns(rules),
  });
  return {
    start: (name, selection) =>
      unless('ResourceAlreadyExistsException', replays.start({ name, ...request(selection) })),
    find: async (name) => {
      const description = replays.describe(name);
      return description && replayOf(description);
    },
    cancel: (name) =>
      unless('IllegalStatusException', unless('ResourceNotFoundException', replays.cancel(name))),
    async count(selection) {
      const { from, to, rules } = request(selection);
      let events = 0;
      for await (const { text } of archive.read(from, to + archivedWithinMs)) {
        const event = parseJsonObject(text);
        const time = Date.parse(String(event?.time));
        if (event && time >= from && time < to && bus.takes(event, rules)) events++;
      }
      return events;
    },
  };
}

/** Whether the call went through, rather than failing with this error. */
async function unless(name: string, call: Promise<unknown>): Promise<boolean> {
  try {
    return (await call) !== false;
  } catch (error) {
    if (error instanceof ReplayError && error.name === name) return false;
    throw error;
  }
}

function replayOf({ name, from, to, state, stateReason, lastReplayedAt }: ReplayDescription): Replay {
  return {
    name,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    state: replayStates.find((known) => known === state.toLowerCase()) ?? 'failed',
    reason: stateReason,
    lastReplayedAt: lastReplayedAt === undefined ? undefined : new Date(lastReplayedAt).toISOString(),
  };
}
