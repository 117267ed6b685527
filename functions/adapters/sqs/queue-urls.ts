import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { remembered } from '../remembered.ts';

/** The URLs of queues of the caller's account, by name; each is asked for once. @throws when SQS gives none */
export function queueUrls(client: SQSClient): (name: string) => Promise<string> {
  return remembered((name) => askedUrl(client, name));
}

/** The same of any account, by ARN. */
export function queueUrlsByArn(client: SQSClient): (arn: string) => Promise<string> {
  return remembered((arn) => {
    const [, , , , account, name = ''] = arn.split(':');
    return askedUrl(client, name, account);
  });
}

async function askedUrl(client: SQSClient, name: string, account?: string): Promise<string> {
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }),
  );
  if (!QueueUrl) throw new Error(`SQS gave no URL for ${name}`);
  return QueueUrl;
}
