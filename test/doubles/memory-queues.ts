import type { QueueMessage, Queues } from '../../functions/core/ports.ts';

/** A copy that was put on the dead-letter queue. */
export interface MemoryDeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Held {
  readonly message: QueueMessage;
  visibleAt: number;
}

/** How long a received message stays hidden unless its consumer says otherwise, ms. */
const visibilityMs = 60_000;

/**
 * One FIFO queue in memory and its dead-letter queue, for tests of what consumes it. `delays` is what `retryLater` was
 * told, in seconds, by message id.
 */
export function memoryQueues(now: () => number = () => 0) {
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:memory.fifo';
  const held = new Map<string, Held>();
  const deadLettered = new Set<string>();
  const delays = new Map<string, number>();
  let deadLetters: MemoryDeadLetter[] = [];
  let sent = 0;

  const queues: Queues = {
    async retryLater(message, delaySeconds) {
      delays.set(message.messageId, delaySeconds);
      const entry = held.get(message.messageId);
      if (entry) entry.visibleAt = now() + delaySeconds * 1000;
    },
    async deadLetter({ messageId, body, groupId }, diagnosis) {
      if (deadLettered.has(messageId)) return;
      deadLettered.add(messageId);
      deadLetters.push({ messageId, body, groupId, attributes: { ...diagnosis } });
    },
  };

  return {
    ...queues,
    delays,
    send(body: string, groupId: string): void {
      sent += 1;
      const messageId = `message-${sent}`;
      const message = { queueArn, receiptHandle: `receipt-${sent}`, messageId, body, groupId };
      held.set(messageId, { message, visibleAt: now() });
    },
    /** Up to ten visible messages, oldest first, none of a group that has a hidden one before it. */
    receive(): readonly QueueMessage[] {
      const blocked = new Set<string | undefined>();
      const received: QueueMessage[] = [];
      for (const entry of held.values()) {
        if (received.length === 10) break;
        if (entry.visibleAt > now()) blocked.add(entry.message.groupId);
        else if (!blocked.has(entry.message.groupId)) {
          entry.visibleAt = now() + visibilityMs;
          received.push(entry.message);
        }
      }
      return received;
    },
    finish(message: QueueMessage): void {
      held.delete(message.messageId);
    },
    takeDeadLetters(): readonly MemoryDeadLetter[] {
      const taken = deadLetters;
      deadLetters = [];
      return taken;
    },
  };
}
