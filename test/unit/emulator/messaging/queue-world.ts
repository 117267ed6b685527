import type { JournalRecord } from '../../../../emulator/messaging/journal.ts';
import type { Queue, QueueContext } from '../../../../emulator/messaging/queue.ts';
import { journalQueueLog } from '../../../../emulator/messaging/queue-log.ts';
import type { QueueSettings } from '../../../../emulator/messaging/queue-settings.ts';

/** Settings of a queue, which is FIFO when its name says so. */
export const queueSettings = (name: string, more: Partial<QueueSettings> = {}): QueueSettings => ({
  name,
  arn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
  fifo: name.endsWith('.fifo'),
  contentBasedDeduplication: false,
  deduplicationScope: 'messageGroup',
  visibilityTimeoutSeconds: 30,
  ...more,
});

/** A clock that a test sets, and a journal in memory. */
export function queueWorld(append?: (record: JournalRecord) => void) {
  const records: JournalRecord[] = [];
  const write = append ?? ((record: JournalRecord) => void records.push(record));
  const clock = { ms: 1_000_000, now: () => clock.ms };
  let sequence = 0;
  let id = 0;
  const context: QueueContext = {
    clock,
    log: journalQueueLog(() => ({ append: (header, body = '') => write({ header, body }) })),
    nextSequence: () => ++sequence,
    newId: () => `m${++id}`,
  };
  return { clock, context, records };
}

export const sendTo = (queue: Queue, body: string, groupId?: string) =>
  queue.send({ body, groupId, deduplicationId: queue.settings.fifo ? body : undefined });
