import { SlotMap } from '../../lib/slot-map.ts';
import { Deque } from './deque.ts';
import type { Message } from './message.ts';

/** Which waiting message is delivered next. */
export interface DeliveryOrder {
  /** Messages that could be taken now. */
  readonly deliverable: number;
  /** A message that has not been delivered yet. */
  add(message: Message): void;
  /** The next messages, at most so many; they are the receiver's until given back or finished. */
  take(most: number): Message[];
  /** Removes a message that waits, wherever it stands. @returns whether it was waiting */
  remove(message: Message): boolean;
  /** Was taken and is to be delivered again. */
  giveBack(message: Message): void;
  /** Was taken and is gone from the queue. */
  finish(message: Message): void;
  /** Every message that waits, taken ones excluded. */
  waiting(): Iterable<Message>;
  /** Of the messages that wait, some among which is the oldest: far fewer than all. */
  foremost(): Iterable<Message>;
}

/** A standard queue: oldest first, a message given back before those never delivered. */
export class StandardOrder implements DeliveryOrder {
  readonly #messages = new Deque<Message>();

  get deliverable(): number {
    return this.#messages.length;
  }

  add(message: Message): void {
    this.#messages.push(message);
  }

  take(most: number): Message[] {
    const taken: Message[] = [];
    while (taken.length < most) {
      const message = this.#messages.shift();
      if (!message) break;
      taken.push(message);
    }
    return taken;
  }

  remove(message: Message): boolean {
    return this.#messages.remove(message);
  }

  giveBack(message: Message): void {
    this.#messages.unshift(message);
  }

  finish(): void {}

  waiting(): Iterable<Message> {
    return this.#messages;
  }

  foremost(): Iterable<Message> {
    const first = this.#messages.peek();
    return first ? [first] : [];
  }
}

interface Group {
  /** In the order they were sent. */
  readonly messages: Deque<Message>;
  taken: number;
  /** In the list of groups to serve. */
  listed: boolean;
}

/**
 * A FIFO queue: in order within a group, and nothing more of a group while any of it is with a receiver or hidden.
 * Groups are served in turn, so that neither a blocked nor a busy group holds up another.
 */
export class FifoOrder implements DeliveryOrder {
  readonly #groups = new SlotMap<string, Group>();
  readonly #turn = new Deque<Group>();
  #deliverable = 0;

  get deliverable(): number {
    return this.#deliverable;
  }

  add(message: Message): void {
    const group = this.#groupOf(message);
    group.messages.push(message);
    if (group.taken === 0) this.#deliverable++;
    this.#list(group);
  }

  take(most: number): Message[] {
    const taken: Message[] = [];
    while (taken.length < most) {
      const group = this.#turn.shift();
      if (!group) break;
      group.listed = false;
      this.#deliverable -= group.messages.length;
      while (taken.length < most) {
        const message = group.messages.shift();
        if (!message) break;
        group.taken++;
        taken.push(message);
      }
    }
    return taken;
  }

  remove(message: Message): boolean {
    const group = this.#groups.get(message.groupId ?? '');
    if (!group?.messages.remove(message)) return false;
    if (group.taken > 0) return true;
    this.#deliverable--;
    if (group.messages.length > 0) return true;
    this.#groups.delete(message.groupId ?? '');
    // Nobody receives from a queue of dead letters, so nothing else would ever take the group off the list.
    this.#turn.remove(group);
    return true;
  }

  giveBack(message: Message): void {
    const group = this.#groupOf(message);
    // Messages of a group are taken in order, so one that comes back belongs before all that wait, except others that came back.
    const earlier: Message[] = [];
    for (
      let first = group.messages.peek();
      first && first.sequence < message.sequence;
      first = group.messages.peek()
    ) {
      earlier.push(first);
      group.messages.shift();
    }
    group.messages.unshift(message);
    for (const other of earlier.reverse()) group.messages.unshift(other);
    this.#release(group);
  }

  finish(message: Message): void {
    const group = this.#groupOf(message);
    this.#release(group);
    if (group.taken === 0 && group.messages.length === 0) this.#groups.delete(message.groupId ?? '');
  }

  *waiting(): Iterable<Message> {
    for (const group of this.#groups.values()) yield* group.messages;
  }

  *foremost(): Iterable<Message> {
    for (const { messages } of this.#groups.values()) {
      const first = messages.peek();
      if (first) yield first;
    }
  }

  #groupOf(message: Message): Group {
    const id = message.groupId ?? '';
    let group = this.#groups.get(id);
    if (!group) {
      group = { messages: new Deque(), taken: 0, listed: false };
      this.#groups.set(id, group);
    }
    return group;
  }

  #release(group: Group): void {
    group.taken--;
    if (group.taken > 0) return;
    this.#deliverable += group.messages.length;
    this.#list(group);
  }

  #list(group: Group): void {
    if (group.listed || group.taken > 0 || group.messages.length === 0) return;
    group.listed = true;
    this.#turn.push(group);
  }
}
