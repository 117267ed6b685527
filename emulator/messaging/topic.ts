import { hash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { JsonObject } from '../../lib/json.ts';
import { DedupWindow } from './dedup-window.ts';
import type { MessageAttributes, OutgoingMessage, OutgoingNotification } from './message.ts';
import type { Queue } from './queue.ts';

export interface TopicSettings {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly throughputScope: 'MessageGroup' | 'Topic';
}

interface Filter {
  readonly matches: (message: { body: string; attributes: MessageAttributes }) => boolean;
}

/** A queue subscribed to a topic. */
export interface Subscription extends Filter {
  readonly queue: Queue;
  /** The message as published, with its attributes, instead of SNS's JSON around it. */
  readonly raw: boolean;
}

/** A subscriber that is called, such as a function. */
export interface Listener extends Filter {
  /** ARN of the subscription. */
  readonly arn: string;
  readonly call: (event: JsonObject) => void;
}

/** An SNS topic, standard or FIFO, with queues for subscribers; a standard one calls functions too. */
export class Topic {
  readonly settings: TopicSettings;
  readonly #subscriptions: Subscription[] = [];
  readonly #listeners: Listener[] = [];
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

  /** @throws when the topic is FIFO: SNS lets functions subscribe to standard topics only */
  listen(listener: Listener): void {
    if (this.settings.fifo)
      throw new Error(`${this.settings.name} is a FIFO topic: only queues can be subscribed to it`);
    this.#listeners.push(listener);
  }

  /**
   * Hands the message to every subscriber whose filter policy lets it through.
   * @returns whether it was dropped as a repeat of the last five minutes, here or by a subscribed queue
   * @throws when a FIFO topic is not given a group, or no deduplication id can be made
   */
  publish(message: OutgoingNotification): { id: string; duplicate: boolean } {
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
    for (const { arn, call, matches } of this.#listeners)
      if (matches({ body: message.body, attributes })) call(this.#eventFor(arn, id, message));
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
  #notification(id: string, { subject, body, attributes }: OutgoingNotification): string {
    return JSON.stringify({
      Type: 'Notification',
      MessageId: id,
      TopicArn: this.settings.arn,
      ...(subject !== undefined && { Subject: subject }),
      Message: body,
      Timestamp: new Date(this.#clock.now()).toISOString(),
      ...(attributes && Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
    });
  }

  /**
   * What a function is called with: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html. The
   * signature is left out: the function's caller is this process.
   */
  #eventFor(
    subscriptionArn: string,
    id: string,
    { subject, body, attributes = {} }: OutgoingNotification,
  ): JsonObject {
    return {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscriptionArn,
          Sns: {
            Type: 'Notification',
            MessageId: id,
            TopicArn: this.settings.arn,
            Subject: subject ?? null,
            Message: body,
            Timestamp: new Date(this.#clock.now()).toISOString(),
            MessageAttributes: Object.fromEntries(
              Object.entries(attributes).map(([name, { Type, Value }]) => [name, { Type, Value }]),
            ),
          },
        },
      ],
    };
  }
}
