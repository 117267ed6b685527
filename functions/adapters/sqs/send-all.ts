import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';

/** The most messages that SendMessageBatch takes. */
const messagesPerCall = 10;

/**
 * Sends messages to a standard queue; resolves once all are on it.
 * @throws when any may not be
 */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly object[],
): Promise<void> {
  const send = async (bodies: readonly object[]): Promise<void> => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) })),
      }),
    );
    const [first] = Failed;
    if (first) throw Object.assign(new Error(first.Message), { name: first.Code ?? 'UnknownError' });
  };
  await Promise.all(chunks(messages, messagesPerCall).map(send));
}
