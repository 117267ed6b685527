import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Queues } from '../../core/ports.ts';
import { remembered } from '../remembered.ts';
import { messageAttributes } from './message-attributes.ts';
import { queueUrlsByArn } from './queue-urls.ts';

/** Queues in SQS. Each queue's dead-letter queue is read from its redrive policy, once. */
export function createSqsQueues(client: SQSClient): Queues {
  const urlOf = queueUrlsByArn(client);

  const deadLetterUrlOf = remembered(async (arn) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: await urlOf(arn), AttributeNames: ['RedrivePolicy'] }),
    );
    const target: unknown = JSON.parse(Attributes?.RedrivePolicy ?? '{}').deadLetterTargetArn;
    if (typeof target !== 'string') throw new Error(`The queue ${arn} has no dead-letter queue`);
    return urlOf(target);
  });

  return {
    async retryLater(message, delaySeconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: await urlOf(message.queueArn),
          ReceiptHandle: message.receiptHandle,
          VisibilityTimeout: Math.ceil(delaySeconds),
        }),
      );
    },

    async deadLetter(message, diagnosis) {
      // A FIFO queue gives what it moves to its dead-letter queue the message id as dedup id; so
      // does this copy, so that a repeat after a crash is dropped there.
      const fifo = message.queueArn.endsWith('.fifo') && {
        MessageGroupId: message.groupId ?? message.messageId,
        MessageDeduplicationId: message.messageId,
      };
      await client.send(
        new SendMessageCommand({
          QueueUrl: await deadLetterUrlOf(message.queueArn),
          MessageBody: message.body,
          MessageAttributes: messageAttributes(diagnosis),
          ...fifo,
        }),
      );
    },
  };
}
