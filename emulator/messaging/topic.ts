import { hash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { DedupWindow } from './dedup-window.ts';
import type { MessageAttributes, OutgoingMessage } from './message.ts';
import type { Queue } from './queue.ts';

export interface TopicSettings {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly throughputScope: 'MessageGroup' | 'Topic';
}

/** A queue subscribed to a topic. */
export interface Subscription {
  readonly queue: Queue;
  /** The message as published, with its attributes, instead of SNS's JSON around it. */
  readonly raw: boolean;
  readonly matches: (message: { body: string; attributes: MessageAttributes }) => boolean;
}

/** An SNS topic, standard or FIFO, with queues for subscribers. */
export class Topic {
  readonly settings: TopicSettings;
  readonly #subscriptions: Subscription[] = [];
  readonly #dedup = new DedupWindow();
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor(settings: TopicSettings, { clock, newId }: { clock: Clock; newId: () => string }) {
    this.settings = settings;
    this.#clock = clock;
    this.#newId = newId;
  }

  /** @throws when a FIFO queue is to be subscribed to a standard topic, as SNS refuses it */
  subscribe(subscription: Subscription): void {
    if (!this.settings.fifo && subscription.queue.settings.fifo) {
      throw new Error(
        `${subscription.queue.settings.name} cannot be subscribed to ${this.settings.name}: a standard topic does not feed a FIFO queue`,
      );
    }
    this.#subscriptions.push(subscription);
  }

  /**
   * Hands the message to every subscriber whose filter policy lets it through.
   * @returns whether it was dropped as a repeat of the last five minutes, here or by a subscribed queue
   * @throws when a FIFO topic is not given a group, or no deduplication id can be made
   */
  publish(message: OutgoingMessage): { id: string; duplicate: boolean } {
    const { fifo, name, throughputScope } = this.settings;
    const id = this.#newId();
    let deduplicationId: string | undefined;
    if (fifo) {
      deduplicationId = this.#deduplicationIdOf(message);
      if (!message.groupId) throw new Error(`${name} is a FIFO topic: a message needs a group id`);
      const scope = throughputScope === 'MessageGroup' ? message.groupId : '';
      if (this.#dedup.seen(scope, deduplicationId, this.#clock.now())) return { id, duplicate: true };
    }
    const attributes = message.attributes ?? {};
    let duplicate = false;
    for (const { queue, raw, matches } of this.#subscriptions) {
      if (!matches({ body: message.body, attributes })) continue;
      const delivery = raw ? { body: message.body, attributes } : { body: this.#notification(id, message) };
      const grouped = queue.settings.fifo
        ? { ...delivery, groupId: message.groupId, deduplicationId }
        : delivery;
      if (queue.send(grouped).duplicate) duplicate = true;
    }
    return { id, duplicate };
  }

  #deduplicationIdOf(message: OutgoingMessage): string {
    if (message.deduplicationId) return message.deduplicationId;
    if (this.settings.contentBasedDeduplication) return hash('sha256', message.body);
    throw new Error(
      `${this.settings.name} has no content-based deduplication: a message needs a deduplication id`,
    );
  }

  /** What SNS sends where raw delivery is off. */
  #notification(id: string, { body, attributes }: OutgoingMessage): string {
    return JSON.stringify({
      Type: 'Notification',
      MessageId: id,
      TopicArn: this.settings.arn,
      Message: body,
      Timestamp: new Date(this.#clock.now()).toISOString(),
      ...(attributes && Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
    });
  }
}
