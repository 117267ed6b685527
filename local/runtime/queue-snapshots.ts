import type { Message } from '../../emulator/messaging/message.ts';
import type { Queue } from '../../emulator/messaging/queue.ts';

/**
 * What queues held when somebody began to read them, in the order of sends: a page then costs what it
 * holds, not what its queue does.
 */
export class QueueSnapshots {
  readonly #ofQueues = new Map<Queue, readonly Message[]>();

  /**
   * The next messages of a queue.
   * @param after `next` of the page before; undefined to begin
   */
  page(queue: Queue, limit: number, after?: number): { messages: readonly Message[]; next?: number } {
    const standing = (after !== undefined && this.#ofQueues.get(queue)) || this.#take(queue);
    const messages: Message[] = [];
    let at = after === undefined ? 0 : firstBeyond(standing, after);
    for (let each = standing[at]; each && messages.length < limit; each = standing[++at]) {
      if (!each.removed) messages.push(each);
    }
    const [last, more] = [standing[at - 1], standing[at]];
    return last && more ? { messages, next: last.sequence } : { messages };
  }

  /** The message with this sequence, if it is still on the queue. */
  find(queue: Queue, sequence: number): Message | undefined {
    const standing = this.#ofQueues.get(queue);
    const message = (standing && at(standing, sequence)) ?? at(this.#take(queue), sequence);
    return message?.removed ? undefined : message;
  }

  /** Lets go of the messages. */
  forget(): void {
    this.#ofQueues.clear();
  }

  #take(queue: Queue): readonly Message[] {
    const messages = queue.messages();
    this.#ofQueues.set(queue, messages);
    return messages;
  }
}

function at(messages: readonly Message[], sequence: number): Message | undefined {
  const message = messages[firstBeyond(messages, sequence - 1)];
  return message?.sequence === sequence ? message : undefined;
}

/** Index of the first message with a sequence beyond this one. */
function firstBeyond(messages: readonly Message[], sequence: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
