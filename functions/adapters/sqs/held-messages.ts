import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';
import type { Clock } from '../../../lib/clock.ts';

/**
 * Seconds that a message which was read stays hidden from other readers unless it is released before: long
 * enough for an act on a page, short enough that a reader that died hides nothing for long.
 */
const holdSeconds = 60;

/** The most that SQS hands out, or changes, in one call. */
const messagesPerCall = 10;

/**
 * Receives in a row that bring nothing new, after which a queue counts as read: what a long walk has
 * come by is visible again when its minute is over, and comes before what is new.
 */
const maxStaleReceives = 100;

/** Messages looked at in the search of some. */
const maxLookedAt = 10_000;

interface HeldMessagesOptions {
  readonly client: SQSClient;
  readonly url: string;
  readonly clock: Clock;
  readonly waitSeconds?: number;
}

interface Held {
  readonly message: Message;
  /** Ms since the epoch; afterwards the receipt may be void. */
  readonly until: number;
}

/**
 * The messages of one queue that this reader has received. SQS has no other way to look at them, and
 * hands out nothing more of a FIFO group while its first ten are out.
 */
export class HeldMessages {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #waitSeconds: number;
  /** By message id. */
  readonly #held = new Map<string, Held>();
  /** Ids of what this walk through the queue has come by. */
  readonly #seen = new Set<string>();
  /** Received beyond what was asked for. */
  #ahead: Message[] = [];

  /**
   * @param waitSeconds how long a receive waits for messages: a short poll (0) asks some of SQS's servers only, and may
   *   miss what the others have
   */
  constructor({ client, url, clock, waitSeconds = 1 }: HeldMessagesOptions) {
    this.#client = client;
    this.#url = url;
    this.#clock = clock;
    this.#waitSeconds = waitSeconds;
  }

  /** The message, if it is held. */
  get(id: string): Message | undefined {
    const held = this.#held.get(id);
    return held && held.until > this.#clock.now() ? held.message : undefined;
  }

  /** The message has left the queue. */
  drop(id: string): void {
    this.#held.delete(id);
  }

  /**
   * Receives messages that this walk has not come by yet.
   * @returns at most so many; `ended` when the queue has no others
   */
  async next(most: number): Promise<{ readonly messages: readonly Message[]; readonly ended: boolean }> {
    let ended = false;
    for (let stale = 0; this.#ahead.length < most && !ended; ) {
      const received = await this.#receive();
      const fresh = received.filter(({ MessageId = '' }) => !this.#seen.has(MessageId));
      for (const { MessageId = '' } of fresh) this.#seen.add(MessageId);
      this.#ahead.push(...fresh);
      stale = fresh.length > 0 ? 0 : stale + 1;
      ended = received.length === 0 || stale === maxStaleReceives;
    }
    return { messages: this.#ahead.splice(0, most), ended: ended && this.#ahead.length === 0 };
  }

  /** Goes through the queue from its beginning until these messages are held, or it ends. */
  async lookFor(ids: readonly string[]): Promise<void> {
    await this.release();
    for (let lookedAt = 0; lookedAt < maxLookedAt; ) {
      const { messages, ended } = await this.next(messagesPerCall);
      lookedAt += messages.length;
      if (ended || ids.every((id) => this.get(id))) return;
    }
  }

  /** Shows all held messages again, and begins the walk anew. What cannot be shown comes back by itself. */
  async release(): Promise<void> {
    const now = this.#clock.now();
    const held = [...this.#held.values()].filter(({ until }) => until > now);
    this.#held.clear();
    this.#seen.clear();
    this.#ahead = [];
    await Promise.all(chunks(held, messagesPerCall).map((some) => this.#show(some).catch(() => {})));
  }

  async #show(held: readonly Held[]): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.#url,
        Entries: held.map(({ message: { ReceiptHandle } }, index) => ({
          ...{ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 },
        })),
      }),
    );
  }

  async #receive(): Promise<readonly Message[]> {
    const until = this.#clock.now() + holdSeconds * 1_000;
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: messagesPerCall,
        VisibilityTimeout: holdSeconds,
        WaitTimeSeconds: this.#waitSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
        MessageAttributeNames: ['All'],
      }),
    );
    for (const message of Messages) this.#held.set(message.MessageId ?? '', { message, until });
    return Messages;
  }
}
