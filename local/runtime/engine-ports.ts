import type { Bus as EngineBus } from '../../emulator/messaging/bus.ts';
import type { Engine } from '../../emulator/messaging/engine.ts';
import type { MessageAttributes } from '../../emulator/messaging/message.ts';
import { receiptOf } from '../../emulator/messaging/sqs-event.ts';
import { type Downstreams, downstreamStages } from '../../functions/core/downstream/settings.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import {
  names,
  operationsSource,
  replayAttribute,
  stageOfDownstreamQueue,
} from '../../functions/core/names.ts';
import type {
  Bus,
  DueCalls,
  DueRecords,
  Ports,
  Queues,
  TopicMessage,
  Topics,
} from '../../functions/core/ports.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { SqliteLedger } from '../ledger/sqlite-ledger.ts';

/** Topics on the cell's engine. What a topic drops as a repeat is written down, so that no accepted event goes unaccounted. */
export function engineTopics(
  engine: Pick<Engine, 'topics'>,
  ledger: Pick<SqliteLedger, 'recordRepeat'>,
): Topics {
  return {
    async publish(topicArn, messages) {
      const topic = engine.topics.get(topicArn);
      if (!topic) throw new Error(`the cell has no topic ${topicArn}`);
      const failed: { index: number; error: Error }[] = [];
      const repeats: TopicMessage[] = [];
      for (const [index, message] of messages.entries()) {
        try {
          const { duplicate } = topic.publish({
            ...message,
            attributes: stringAttributes(message.attributes),
          });
          // A replay repeats what was accepted once: it is no acceptance that could be a repeat.
          if (duplicate && message.attributes[replayAttribute] === undefined) repeats.push(message);
        } catch (error) {
          failed.push({ index, error: error instanceof Error ? error : new Error(String(error)) });
        }
      }
      if (repeats.length > 0)
        await Promise.all(repeats.map(({ body }) => ledger.recordRepeat(parseFact(body))));
      return failed;
    },
  };
}

/**
 * The queue of events whose records are put off, on the cell's engine.
 * @throws when the cell has none
 */
export function engineDueRecords({ queues }: Pick<Engine, 'queues'>): DueRecords {
  const queue = [...queues.values()].find(({ settings }) => settings.name.endsWith(names().recordQueue));
  if (!queue) throw new Error('the cell has no queue for records that are put off');
  return {
    async add(due) {
      for (const record of due) queue.send({ body: JSON.stringify(record) });
    },
  };
}

/**
 * The queues of events that downstreams are to be told of, on the cell's engine.
 * @throws when the cell lacks that of a stage with a downstream
 */
export function engineDueCalls(
  { queues }: Pick<Engine, 'queues'>,
  downstreams: Downstreams,
): Ports['dueCalls'] {
  const entries = downstreamStages(downstreams).map((stage): [Stage, DueCalls] => {
    const queue = [...queues.values()].find(
      ({ settings }) => stageOfDownstreamQueue(settings.name) === stage,
    );
    if (!queue) throw new Error(`the cell has no queue for the downstream of ${stage}`);
    const since = epochMs(downstreams[stage]?.since ?? '');
    return [
      stage,
      {
        since,
        async add(due) {
          for (const call of due) queue.send({ body: JSON.stringify(call) });
        },
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** Announcements on the cell's bus. */
export function engineBus(engine: { readonly bus: Pick<EngineBus, 'putEvents'> }): Bus {
  return {
    async announce(announcements) {
      const { Entries } = await engine.bus.putEvents(
        announcements.map(({ detailType, detail }) => ({
          Source: operationsSource,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        })),
      );
      return Entries.flatMap(({ ErrorCode, ErrorMessage = ErrorCode }, index) =>
        ErrorCode === undefined
          ? []
          : [{ index, error: Object.assign(new Error(ErrorMessage), { name: ErrorCode }) }],
      );
    },
  };
}

/** Queues on the cell's engine. */
export function engineQueues(engine: Pick<Engine, 'queueByArn'>): Queues {
  return {
    async retryLater({ queueArn, receiptHandle }, delaySeconds) {
      engine.queueByArn(queueArn).changeVisibility(receiptOf(receiptHandle), delaySeconds);
    },
    async deadLetter({ queueArn, messageId, groupId, body }, diagnosis) {
      const { deadLetterQueue } = engine.queueByArn(queueArn);
      if (!deadLetterQueue) throw new Error(`${queueArn} has no dead-letter queue`);
      const fifo = deadLetterQueue.settings.fifo ? { groupId, deduplicationId: messageId } : {};
      deadLetterQueue.send({ body, attributes: stringAttributes(diagnosis), ...fifo });
    },
  };
}

/** Attributes as queues carry them. */
export function stringAttributes(values: Readonly<Record<string, string>>): MessageAttributes {
  return Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Type: 'String', Value }]));
}
