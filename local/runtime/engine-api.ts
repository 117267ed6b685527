import type { Engine } from '../../emulator/messaging/engine.ts';
import type { MessageAttributes } from '../../emulator/messaging/message.ts';
import { receiptOf } from '../../emulator/messaging/sqs-event.ts';
import type { EngineApi } from './thread-api.ts';

/** What functions may do to the engine's topics and queues, as their thread calls it. */
export function engineApi(engine: Engine): Pick<EngineApi, 'publish' | 'retryLater' | 'deadLetter'> {
  return {
    publish(topicArn, messages) {
      const topic = engine.topics.get(topicArn);
      if (!topic) throw new Error(`the cell has no topic ${topicArn}`);
      return messages.map(({ body, groupId, deduplicationId, attributes }) => {
        try {
          const { duplicate } = topic.publish({
            body,
            groupId,
            deduplicationId,
            attributes: stringAttributes(attributes),
          });
          return { duplicate };
        } catch (error) {
          return { error: error instanceof Error ? error.message : String(error) };
        }
      });
    },

    retryLater({ queueArn, receiptHandle }, delaySeconds) {
      engine.queueByArn(queueArn).changeVisibility(receiptOf(receiptHandle), delaySeconds);
    },

    deadLetter({ queueArn, messageId, groupId, body }, diagnosis) {
      const { deadLetterQueue } = engine.queueByArn(queueArn);
      if (!deadLetterQueue) throw new Error(`${queueArn} has no dead-letter queue`);
      const fifo = deadLetterQueue.settings.fifo ? { groupId, deduplicationId: messageId } : {};
      deadLetterQueue.send({ body, attributes: stringAttributes(diagnosis), ...fifo });
    },
  };
}

function stringAttributes(values: Readonly<Record<string, string>>): MessageAttributes {
  return Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Type: 'String', Value }]));
}
