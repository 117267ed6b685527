import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueUrls } from './queue-urls.ts';

/** How many messages a queue holds, those that are with a consumer or hidden included; approximately. */
export type CountMessages = (queue: string) => Promise<number>;

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Counts messages in SQS. */
export function sqsMessageCounts(client: SQSClient): CountMessages {
  const urlOf = queueUrls(client);
  return async (queue) => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: await urlOf(queue), AttributeNames: [...counts] }),
    );
    return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
}
