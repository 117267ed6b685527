import { hash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { SlotMap } from '../../lib/slot-map.ts';
import { DedupWindow } from './dedup-window.ts';
import { type DeliveryOrder, FifoOrder, StandardOrder } from './delivery-order.ts';
import { type Message, newMessage, type OutgoingMessage } from './message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** Where a queue writes down what happens to it, in order, before anyone acts on it. */
export interface QueueLog {
  /** @param again it was sent before, and does not count */
  sent(queue: string, message: Message, again: boolean): void;
  received(queue: string, messages: readonly Message[]): void;
  deleted(queue: string, messages: readonly Message[]): void;
  hidden(queue: string, message: Message): void;
  moved(from: string, message: Message, to: string, copy: Message): void;
  /** A message came from another queue, which still has it. */
  copied(to: string, copy: Message): void;
}

/** What every queue of a cell shares. */
export interface QueueContext {
  readonly clock: Clock;
  readonly log: QueueLog;
  /** The next position in the cell's order of sends. */
  readonly nextSequence: () => number;
  readonly newId: () => string;
}

/** Ever-growing counts, kept with the queue's messages. */
export interface QueueCounters {
  /** Messages sent to the queue; those moved to it or replayed are not among them. */
  sent: number;
  deleted: number;
}

/**
 * An SQS queue, standard or FIFO: visibility timeout, receive counts, deduplication, dead-letter queue.
 * Unlike SQS it lets no message expire: a machine that was off for two weeks must not lose any.
 */
export class Queue {
  readonly settings: QueueSettings;
  readonly counters: QueueCounters = { sent: 0, deleted: 0 };
  /** Called when messages may have become deliverable. */
  onDeliverable: () => void = () => {};
  deadLetterQueue: Queue | undefined;

  readonly #context: QueueContext;
  readonly #order: DeliveryOrder;
  readonly #dedup = new DedupWindow();
  /** With a receiver, or hidden: by sequence. */
  readonly #taken = new SlotMap<number, Message>();
  /** Of the taken messages, those whose receiver wants them later. */
  #hiddenOnPurpose = 0;
  /** No taken message becomes visible before then. */
  #nextVisibleAt = Number.POSITIVE_INFINITY;

  constructor(settings: QueueSettings, context: QueueContext) {
    this.settings = settings;
    this.#context = context;
    this.#order = settings.fifo ? new FifoOrder() : new StandardOrder();
  }

  /** Messages that wait, deliverable or behind others of their group. */
  get waiting(): number {
    return this.length - this.#taken.size;
  }

  /** Messages with a receiver or hidden. */
  get inFlight(): number {
    return this.#taken.size;
  }

  /** Messages that could be received now, or are with a receiver that has not hidden them on purpose. */
  get active(): number {
    return this.#order.deliverable + this.#taken.size - this.#hiddenOnPurpose;
  }

  #length = 0;
  /** All messages on the queue. */
  get length(): number {
    return this.#length;
  }

  get deliverable(): number {
    return this.#order.deliverable;
  }

  /**
   * Takes a message in. On a FIFO queue an id seen in the last five minutes is dropped.
   * @returns the message's id, and whether it was dropped as a duplicate
   * @throws when a FIFO queue is not given a group, or no deduplication id can be made
   */
  send(outgoing: OutgoingMessage): { id: string; duplicate: boolean } {
    const { clock, log, nextSequence, newId } = this.#context;
    const now = clock.now();
    if (this.settings.fifo && this.#isDuplicate(outgoing, now)) return { id: newId(), duplicate: true };
    const message = newMessage(outgoing, { sequence: nextSequence(), id: newId(), sentAt: now });
    this.counters.sent++;
    log.sent(this.settings.name, message, false);
    this.#admit(message);
    this.onDeliverable();
    return { id: message.id, duplicate: false };
  }

  /** Takes in what a standard queue was sent before, as a replay does: it counts once only. */
  resend(body: string): void {
    const { clock, log, nextSequence, newId } = this.#context;
    const message = newMessage({ body }, { sequence: nextSequence(), id: newId(), sentAt: clock.now() });
    log.sent(this.settings.name, message, true);
    this.#admit(message);
    this.onDeliverable();
  }

  /**
   * Takes the next messages, hidden from others for the visibility timeout. One that has been received too often goes
   * to the dead-letter queue instead.
   */
  receive(most: number, visibilityTimeoutSeconds = this.settings.visibilityTimeoutSeconds): Message[] {
    const now = this.#context.clock.now();
    const received: Message[] = [];
    while (received.length < most && this.#order.deliverable > 0) {
      for (const message of this.#order.take(most - received.length)) {
        this.#taken.set(message.sequence, message);
        if (
          message.receiveCount >= (this.settings.maxReceiveCount ?? Number.POSITIVE_INFINITY) &&
          this.deadLetterQueue
        ) {
          this.move(message, this.deadLetterQueue);
          continue;
        }
        message.receiveCount++;
        message.firstReceivedAt ??= now;
        message.hiddenOnPurpose = false;
        this.#hide(message, now + visibilityTimeoutSeconds * 1000);
        received.push(message);
      }
    }
    if (received.length > 0) this.#context.log.received(this.settings.name, received);
    return received;
  }

  /** Removes messages that were received; one whose receipt is no longer the latest stays (another receiver has it). */
  delete(messages: readonly Receipt[]): void {
    const gone: Message[] = [];
    for (const receipt of messages) {
      const message = this.#held(receipt);
      if (!message) continue;
      this.#remove(message);
      gone.push(message);
    }
    this.counters.deleted += gone.length;
    if (gone.length > 0) this.#context.log.deleted(this.settings.name, gone);
    if (this.#order.deliverable > 0) this.onDeliverable();
  }

  /** Hides a received message for so many seconds from now; 0 gives it back at once. */
  changeVisibility(receipt: Receipt, seconds: number): void {
    const message = this.#held(receipt);
    if (!message) return;
    this.#hideOnPurpose(message, this.#context.clock.now() + seconds * 1000);
    this.#context.log.hidden(this.settings.name, message);
    if (seconds === 0) this.expire();
  }

  /** Gives back every taken message whose time is up. Called by the cell's clock. */
  expire(): void {
    const now = this.#context.clock.now();
    if (now < this.#nextVisibleAt) return;
    this.#nextVisibleAt = Number.POSITIVE_INFINITY;
    for (const message of this.#taken.values()) {
      if (message.visibleAt > now) {
        this.#nextVisibleAt = Math.min(this.#nextVisibleAt, message.visibleAt);
        continue;
      }
      this.#release(message);
      this.#order.giveBack(message);
    }
    if (this.#order.deliverable > 0) this.onDeliverable();
  }

  /** Moves a taken message to the end of another queue, with its id and attributes. */
  move(message: Message, to: Queue): void {
    const copy = newMessage(message, { ...message, sequence: this.#context.nextSequence() });
    this.#remove(message);
    this.#context.log.moved(this.settings.name, message, to.settings.name, copy);
    to.#takeOver(copy);
  }

  /**
   * Takes a message that nobody has received off this queue and onto others: there it is a new message,
   * as SQS has it, which does not count as sent and which no memory of the last five minutes drops.
   * @returns whether it was here, and with no receiver; otherwise nothing has happened
   */
  redrive(message: Message, outgoing: OutgoingMessage, targets: readonly Queue[]): boolean {
    const [last, ...others] = targets.toReversed();
    if (!last || !this.#withdraw(message)) return false;
    const { clock, log, newId, nextSequence } = this.#context;
    const copy = () => newMessage(outgoing, { id: newId(), sentAt: clock.now(), sequence: nextSequence() });
    for (const other of others) {
      const its = copy();
      log.copied(other.settings.name, its);
      other.#takeOver(its);
    }
    // The last one takes it off: a journal that ends before this still has the message here.
    const its = copy();
    log.moved(this.settings.name, message, last.settings.name, its);
    last.#takeOver(its);
    return true;
  }

  /** Deletes a message that nobody has received. @returns whether it was here, and with no receiver */
  discard(message: Message): boolean {
    if (!this.#withdraw(message)) return false;
    this.counters.deleted++;
    this.#context.log.deleted(this.settings.name, [message]);
    return true;
  }

  /** Puts messages back after a restart, in the order they were sent. Those hidden on purpose stay so, and their groups with them. */
  restore(messages: readonly Message[]): void {
    const now = this.#context.clock.now();
    for (const message of messages) {
      const { deduplicationId, sentAt } = message;
      if (this.settings.fifo && deduplicationId && DedupWindow.covers(sentAt, now))
        this.#dedup.seen(this.#dedupScope(message), deduplicationId, sentAt);
      this.#admit(message);
    }
    if (!messages.some((message) => message.visibleAt > now)) return;
    for (const message of this.#order.take(this.#length).sort((a, b) => b.sequence - a.sequence)) {
      if (message.visibleAt <= now) this.#order.giveBack(message);
      else {
        this.#taken.set(message.sequence, message);
        this.#hideOnPurpose(message, message.visibleAt);
      }
    }
  }

  /** When the oldest message was sent, ms since the epoch; undefined when there is none. */
  oldestSentAt(): number | undefined {
    let oldest: number | undefined;
    const look = ({ sentAt }: Message) => {
      oldest = oldest === undefined ? sentAt : Math.min(oldest, sentAt);
    };
    for (const message of this.#order.foremost()) look(message);
    for (const message of this.#taken.values()) look(message);
    return oldest;
  }

  /** Every message on the queue, in the order they were sent. */
  messages(): Message[] {
    return this.unsorted().sort((a, b) => a.sequence - b.sequence);
  }

  /** Every message on the queue, in any order. */
  unsorted(): Message[] {
    return [...this.#order.waiting(), ...this.#taken.values()];
  }

  /** Whether a receiver has the message: it neither waits nor is hidden on purpose. */
  holds(message: Message): boolean {
    return this.#taken.has(message.sequence) && !message.hiddenOnPurpose;
  }

  #takeOver(message: Message): void {
    this.#admit(message);
    this.onDeliverable();
  }

  #withdraw(message: Message): boolean {
    if (!this.#order.remove(message)) return false;
    this.#length--;
    message.removed = true;
    return true;
  }

  #admit(message: Message): void {
    this.#length++;
    this.#order.add(message);
  }

  #remove(message: Message): void {
    this.#length--;
    this.#release(message);
    message.removed = true;
    this.#order.finish(message);
  }

  #hideOnPurpose(message: Message, until: number): void {
    if (!message.hiddenOnPurpose) this.#hiddenOnPurpose++;
    message.hiddenOnPurpose = true;
    this.#hide(message, until);
  }

  #release(message: Message): void {
    this.#taken.delete(message.sequence);
    if (message.hiddenOnPurpose) this.#hiddenOnPurpose--;
    message.hiddenOnPurpose = false;
  }

  #hide(message: Message, until: number): void {
    message.visibleAt = until;
    this.#nextVisibleAt = Math.min(this.#nextVisibleAt, until);
  }

  #held({ sequence, receiveCount }: Receipt): Message | undefined {
    const message = this.#taken.get(sequence);
    return message?.receiveCount === receiveCount ? message : undefined;
  }

  #isDuplicate(outgoing: OutgoingMessage, now: number): boolean {
    if (!outgoing.groupId)
      throw new Error(`${this.settings.name} is a FIFO queue: a message needs a group id`);
    const id =
      outgoing.deduplicationId ??
      (this.settings.contentBasedDeduplication ? hash('sha256', outgoing.body) : undefined);
    if (!id)
      throw new Error(
        `${this.settings.name} has no content-based deduplication: a message needs a deduplication id`,
      );
    return this.#dedup.seen(this.#dedupScope(outgoing), id, now);
  }

  #dedupScope(message: OutgoingMessage): string {
    return this.settings.deduplicationScope === 'messageGroup' ? (message.groupId ?? '') : '';
  }
}

/** Identifies one receive of one message. */
export interface Receipt {
  readonly sequence: number;
  readonly receiveCount: number;
}
