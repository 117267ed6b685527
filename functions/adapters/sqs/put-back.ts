import { GetQueueUrlCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';
import type { PutBack } from '../../core/conservation/ports.ts';
import { names } from '../../core/names.ts';
import { remembered } from '../remembered.ts';

/** The most messages that SendMessageBatch takes. */
const messagesPerCall = 10;

/** The relay queues of a deployed cell. */
export function sqsPutBack(client: SQSClient, prefix: string): PutBack {
  const urlOf = remembered(
    async (QueueName) => (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl,
  );
  return {
    async resend(partition, events) {
      const QueueUrl = await urlOf(names(prefix).relayQueue(partition));
      for (const some of chunks(events, messagesPerCall)) {
        const Entries = some.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        const [first] = Failed;
        if (first) throw new Error(`SQS did not take ${Failed.length} messages: ${first.Code}`);
      }
    },
  };
}
