import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../../../lib/clock.ts';
import type { Stage } from '../../../schemas/stages.ts';
import type { DeadLetter, DeadLetterQueue, DeadLetters, LetterOutcome } from '../../core/dead-letters.ts';
import { type DeadLetterKind, type DeadLetterQueueName, deadLetterQueues } from '../../core/names.ts';
import { isBusEvent, type ReturningMessage, wayBackOf } from '../../core/way-back.ts';
import { HeldMessages } from './held-messages.ts';
import { messageAttributes } from './message-attributes.ts';
import { queueUrls } from './queue-urls.ts';

/** A deployed cell, as its dead letters see it. */
export interface SqsDeadLettersOptions {
  readonly client: SQSClient;
  /** What the names of the cell's resources begin with. */
  readonly prefix: string;
  readonly partitions: readonly string[];
  /** The stages that have a downstream. */
  readonly downstreams?: readonly Stage[];
  /** Only these; all of them unless given. */
  readonly kinds?: readonly DeadLetterKind[];
  /** The names of the queues that an event of the bus (JSON text) goes to now. */
  readonly queuesFor: (event: string) => Promise<readonly string[]>;
  /** Puts a record on a delivery stream. */
  readonly putRecord: (stream: string, record: string) => Promise<void>;
  readonly clock: Clock;
  /** Seconds to wait for messages at the end of a queue; a whole second unless given. */
  readonly waitSeconds?: number;
}

/**
 * The dead-letter queues of a deployed cell in SQS. A position is a message id. One walk at a time: whoever
 * reads a queue from its beginning gives back what another walk of this object still holds.
 */
export class SqsDeadLetters implements DeadLetters {
  readonly #options: SqsDeadLettersOptions;
  readonly #names: ReadonlyMap<string, DeadLetterQueueName>;
  readonly #urlOf: (queue: string) => Promise<string>;
  /** What is held of each queue, by the queue's name. */
  readonly #held = new Map<string, HeldMessages>();

  constructor(options: SqsDeadLettersOptions) {
    const { client, prefix, partitions, downstreams, kinds } = options;
    this.#options = options;
    this.#names = new Map(
      deadLetterQueues(prefix, partitions, downstreams)
        .filter(({ kind }) => kinds?.includes(kind) ?? true)
        .map((queue) => [queue.name, queue]),
    );
    this.#urlOf = queueUrls(client);
  }

  async queues(): Promise<readonly DeadLetterQueue[]> {
    return Promise.all(
      Array.from(this.#names.values(), async ({ name, kind }) => {
        const { Attributes = {} } = await this.#options.client.send(
          new GetQueueAttributesCommand({
            QueueUrl: await this.#urlOf(name),
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        );
        const { ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes;
        const count = Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
        return { name, kind, count };
      }),
    );
  }

  async read(
    name: string,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ) {
    const about = this.#known(name);
    if (after === undefined) await this.release();
    const { messages, ended } = await (await this.#heldOf(name)).next(limit);
    const letters = messages.map((message) => letterOf(message, about));
    // What follows is what this walk has not come by; only the beginning has to be told apart.
    return ended ? { letters } : { letters, next: letters.at(-1)?.position ?? after ?? '' };
  }

  async redrive(
    name: string,
    positions: readonly string[],
    { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
  ): Promise<readonly LetterOutcome[]> {
    return this.#each(name, positions, async (letter) => {
      const way = await this.#wayBackOf(letter);
      if ('because' in way) return way;
      if (!dryRun) await way.send();
      return { leaves: !dryRun };
    });
  }

  async remove(name: string, positions: readonly string[]): Promise<readonly LetterOutcome[]> {
    return this.#each(name, positions, async () => ({ leaves: true }));
  }

  async release(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(held.map((each) => each.release()));
  }

  /** Acts on letters: on those of a group one after the other, so that they keep their order. */
  async #each(
    name: string,
    positions: readonly string[],
    act: (letter: DeadLetter) => Promise<Decision>,
  ): Promise<readonly LetterOutcome[]> {
    const letters = await this.#lettersAt(name, positions);
    const outcomes: LetterOutcome[] = positions.map((position) => ({ position, outcome: 'gone' }));
    const groups = Map.groupBy(positions.keys(), (index) => letters[index]?.groupId ?? index);
    await Promise.all(
      Array.from(groups.values(), async (group) => {
        for (const index of group) {
          const letter = letters[index];
          if (letter) outcomes[index] = await this.#one(letter, act);
        }
      }),
    );
    return outcomes;
  }

  async #one(letter: DeadLetter, act: (letter: DeadLetter) => Promise<Decision>): Promise<LetterOutcome> {
    const { queue, position } = letter;
    const held = await this.#heldOf(queue);
    try {
      const decision = await act(letter);
      if ('because' in decision) return { position, outcome: 'stays', because: decision.because };
      if (!decision.leaves) return { position, outcome: 'done' };
      const [QueueUrl, ReceiptHandle] = [await this.#urlOf(queue), held.get(position)?.ReceiptHandle];
      await this.#options.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      held.drop(position);
      return { position, outcome: 'done' };
    } catch (error) {
      const what = error instanceof Error ? error.name : String(error);
      return {
        position,
        outcome: 'stays',
        because: `AWS refused it (${what}). Do it again: twice does no harm.`,
      };
    }
  }

  /** The letters at these positions, held; undefined where there is none. */
  async #lettersAt(name: string, positions: readonly string[]): Promise<readonly (DeadLetter | undefined)[]> {
    const about = this.#known(name);
    const held = await this.#heldOf(name);
    if (positions.some((position) => !held.get(position))) await held.lookFor(positions);
    return positions.map((position) => {
      const message = held.get(position);
      return message && letterOf(message, about);
    });
  }

  async #wayBackOf(letter: DeadLetter): Promise<{ send(): Promise<void> } | { readonly because: string }> {
    const way = wayBackOf(letter, this.#options.prefix);
    const { queuesFor, putRecord } = this.#options;
    switch (way.to) {
      case 'nowhere':
        return way;
      case 'stream':
        return { send: () => putRecord(way.stream, way.record) };
      case 'queue':
        return { send: () => this.#send(way.queue, way.message) };
      case 'rules': {
        const { message, stream } = way;
        const queues = isBusEvent(message.body) ? await queuesFor(message.body) : [];
        if (queues.length === 0)
          return { because: 'No partition takes it. Add one that does, or discard the message.' };
        return {
          send: async () => {
            if (stream !== undefined) await putRecord(stream, message.body);
            for (const queue of queues) await this.#send(queue, message);
          },
        };
      }
    }
  }

  async #send(
    queue: string,
    { body, attributes, groupId, deduplicationId }: ReturningMessage,
  ): Promise<void> {
    await this.#options.client.send(
      new SendMessageCommand({
        QueueUrl: await this.#urlOf(queue),
        MessageBody: body,
        MessageAttributes: messageAttributes(attributes),
        ...(queue.endsWith('.fifo') && { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }),
      }),
    );
  }

  #known(name: string): DeadLetterQueueName {
    const about = this.#names.get(name);
    if (!about) throw new Error(`the cell has no dead-letter queue ${name}`);
    return about;
  }

  async #heldOf(name: string): Promise<HeldMessages> {
    const url = await this.#urlOf(name);
    const held = this.#held.get(name) ?? new HeldMessages({ ...this.#options, url });
    this.#held.set(name, held);
    return held;
  }
}

/** What is to become of a letter, or why it stays. */
type Decision = { readonly leaves: boolean } | { readonly because: string };

function letterOf(message: Message, { name, kind }: DeadLetterQueueName): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  return {
    ...{ queue: name, kind, position: MessageId, messageId: MessageId, body: Body },
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    groupId: Attributes.MessageGroupId,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, { StringValue = '' }]) => [key, StringValue]),
    ),
  };
}
