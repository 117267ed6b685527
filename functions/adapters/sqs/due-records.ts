import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';
import type { DueRecord, DueRecords } from '../../core/ports.ts';

/** The most messages that SendMessageBatch takes. */
const messagesPerCall = 10;

/**
 * The queue of events whose records are put off, in SQS.
 * @param queueUrl asked for each call
 */
export function createSqsDueRecords(client: SQSClient, queueUrl: () => Promise<string>): DueRecords {
  const send = async (due: readonly DueRecord[]): Promise<void> => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: await queueUrl(),
        Entries: due.map((record, index) => ({ Id: String(index), MessageBody: JSON.stringify(record) })),
      }),
    );
    const [first] = Failed;
    if (first) throw Object.assign(new Error(first.Message), { name: first.Code ?? 'UnknownError' });
  };
  return {
    async add(due) {
      await Promise.all(chunks(due, messagesPerCall).map(send));
    },
  };
}
