import { Queue } from '../../../../emulator/messaging/queue.ts';
import { deadLetterQueues, names } from '../../../../functions/core/names.ts';
import type { JsonValue } from '../../../../lib/json.ts';
import { isObject } from '../../../../lib/json.ts';
import { EngineDeadLetters } from '../../../../local/runtime/dead-letters.ts';
import { queueSettings, queueWorld } from '../../emulator/messaging/queue-world.ts';

const partitions = ['ingestion', 'posting'];

/** The queues of a cell with two partitions, in memory, and its dead letters; a test sets the clock. */
export function deadLetterCell() {
  const { clock, context } = queueWorld();
  const name = names();
  const queues = new Map<string, Queue>();
  const consumed = partitions.flatMap((partition) => [name.relayQueue(partition), name.queue(partition)]);
  for (const each of [...deadLetterQueues('', partitions).map((queue) => queue.name), ...consumed])
    queues.set(each, new Queue(queueSettings(each, { maxReceiveCount: 3 }), context));
  const queueOf = (queue: string) => {
    const found = queues.get(queue);
    if (!found) throw new Error(`there is no queue ${queue}`);
    return found;
  };
  for (const partition of partitions)
    queueOf(name.queue(partition)).deadLetterQueue = queueOf(name.deadLetters(partition));

  const discarded: string[] = [];
  let sent = 0;
  const deadLetters = new EngineDeadLetters({
    ...{ queues, prefix: '', synced: async () => {} },
    bus: { queuesFor: (event) => [queueOf(name.relayQueue(stageOf(event)))] },
    ledger: {
      recordDiscard: async (entryId) => void discarded.push(entryId),
      forgetDiscard: async (entryId) => void discarded.splice(discarded.indexOf(entryId), 1),
    },
  });
  return {
    ...{ clock, deadLetters, discarded, queueOf },
    /** Puts a letter on a dead-letter queue, a second after the one before. */
    put(
      queue: string,
      body: string,
      attributes: Readonly<Record<string, string>> = {},
      groupId = 'group',
    ): void {
      sent += 1;
      clock.ms += 1_000;
      queueOf(queue).send({
        ...{ body, ...(queue.endsWith('.fifo') && { groupId, deduplicationId: `sent-${sent}` }) },
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([key, Value]) => [key, { Type: 'String', Value }]),
        ),
      });
    },
    bodies: (queue: string) =>
      queueOf(queue)
        .messages()
        .map(({ body }) => body),
    now: () => new Date(clock.ms).toISOString(),
  };
}

export type DeadLetterCell = ReturnType<typeof deadLetterCell>;

function stageOf(event: JsonValue): string {
  const detail = isObject(event) ? event.detail : undefined;
  return isObject(detail) && typeof detail.stage === 'string' ? detail.stage : 'posting';
}
