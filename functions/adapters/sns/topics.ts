import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Topics } from '../../core/ports.ts';

/** FIFO topics in SNS. */
export function createSnsTopics(client: SNSClient): Topics {
  return {
    async publish(topicArn, messages) {
      const { Failed = [] } = await client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: messages.map((message, index) => ({
            Id: String(index),
            Message: message.body,
            MessageGroupId: message.groupId,
            MessageDeduplicationId: message.deduplicationId,
            MessageAttributes: Object.fromEntries(
              Object.entries(message.attributes).map(([name, value]) => [
                name,
                { DataType: 'String', StringValue: value },
              ]),
            ),
          })),
        }),
      );
      return Failed.map(({ Id, Code, Message, SenderFault }) => ({
        index: Number(Id),
        error: entryError(Code, Message, SenderFault),
      }));
    },
  };
}

/** An error of one entry, in the SDK's form for errors of whole calls. */
function entryError(code = 'UnknownError', message = code, senderFault = false): Error {
  return Object.assign(new Error(message), { name: code, $fault: senderFault ? 'client' : 'server' });
}
