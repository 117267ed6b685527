import type { TopicMessage, Topics } from '../../functions/core/ports.ts';

/** A message of a topic in memory, and the topic it went to. */
export interface Published extends TopicMessage {
  readonly topicArn: string;
}

/**
 * FIFO topics in memory, for tests of what publishes to them; `take` empties what they delivered. Without a list of
 * ARNs every topic exists. A deduplication id is remembered for good and per group, as a topic of message-group scope does.
 */
export function memoryTopics(topicArns?: readonly string[]): Topics & { take(): readonly Published[] } {
  const seen = new Set<string>();
  let delivered: Published[] = [];
  return {
    take() {
      const taken = delivered;
      delivered = [];
      return taken;
    },
    async publish(topicArn, messages) {
      if (topicArns && !topicArns.includes(topicArn)) throw new Error(`There is no topic ${topicArn}`);
      for (const message of messages) {
        const id = JSON.stringify([topicArn, message.groupId, message.deduplicationId]);
        if (!seen.has(id)) delivered.push({ ...structuredClone(message), topicArn });
        seen.add(id);
      }
      return [];
    },
  };
}
