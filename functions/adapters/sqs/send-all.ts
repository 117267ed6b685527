import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';

/** The most messages that SendMessageBatch takes. */
export const messagesPerCall = 10;

/**
 * Sends messages to a standard queue; resolves once all are on it.
 * @throws when any may not be
 */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly object[],
): Promise<void> {
  const bodies = messages.map((message) => JSON.stringify(message));
  await Promise.all(chunks(bodies, messagesPerCall).map((some) => sendBatch(client, queueUrl, some)));
}

/**
 * Sends so many messages as one call takes; resolves once all are on the queue.
 * @throws when any may not be
 */
export async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const [first] = Failed;
  if (first) throw Object.assign(new Error(first.Message), { name: first.Code ?? 'UnknownError' });
}
