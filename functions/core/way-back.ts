import { isObject, type JsonObject, own, parseJsonObject } from '../../lib/json.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { DeadLetter } from './dead-letters.ts';
import { type DeadLetterKind, deadLetterQueueOf, isTargetOfRules, names } from './names.ts';

/** A message as it goes back to a queue. */
export interface ReturningMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** For FIFO queues. */
  readonly groupId: string;
  /**
   * For FIFO queues: another than the one it came with, which the queue may remember, and the same
   * whenever this letter is sent back.
   */
  readonly deduplicationId: string;
}

/** Where a dead letter failed, and so goes back to. */
export type WayBack =
  | { readonly to: 'queue'; readonly queue: string; readonly message: ReturningMessage }
  /**
   * To every queue that a rule of the bus sends it to now, under the id that the bus gave it: putting it
   * on the bus again would count as another acceptance. To the archive's stream too, if it never
   * got there.
   */
  | { readonly to: 'rules'; readonly message: ReturningMessage; readonly stream?: string }
  | { readonly to: 'stream'; readonly stream: string; readonly record: string }
  /** It stays; the sentence says why, and what to do instead. */
  | { readonly to: 'nowhere'; readonly because: string };

/** Where a dead letter goes back to in the cell whose names begin with this prefix. */
export function wayBackOf(letter: DeadLetter, prefix = ''): WayBack {
  return ways[letter.kind](letter, prefix);
}

type Way = (letter: DeadLetter, prefix: string) => WayBack;

const ways: Readonly<Record<DeadLetterKind, Way>> = {
  relay: (letter, prefix) => toQueue(letter, names(prefix).relayQueue(partitionOf(letter, prefix))),
  processor: (letter, prefix) => toQueue(letter, names(prefix).queue(partitionOf(letter, prefix))),
  records: (letter, prefix) => toQueue(letter, names(prefix).recordQueue),
  downstream: (letter, prefix) => toQueue(letter, names(prefix).downstreamQueue(stageOf(letter, prefix))),
  subscription: (letter, prefix) => ({
    to: 'queue',
    queue: names(prefix).queue(partitionOf(letter, prefix)),
    message: { ...returning(letter), ...published(letter) },
  }),
  rules: toTarget,
  unrouted: (letter) => ({ to: 'rules', message: returning(letter) }),
  bus: (letter, prefix) =>
    isBusEvent(letter.body)
      ? { to: 'rules', message: returning(letter), stream: names(prefix).archiveStream }
      : nowhere(
          'The bus could not decrypt it, so nothing here can read it. Restore the key, replay that time from the archive, have the producers send again what the archive lacks, then discard it.',
        ),
  archive: ({ body }, prefix) => ({ to: 'stream', stream: names(prefix).archiveStream, record: body }),
  scheduler: () => nowhere('The next run, a minute later, did what this one could not. Discard it.'),
  router: () =>
    nowhere(
      'AlertRouter could not take it. Look at the alarms of the cell as they are now, see to them, then discard it.',
    ),
  alerts: () =>
    nowhere(
      'An announcement is not repeated, as it may no longer be true. Read it, see to the alarm, then discard it.',
    ),
};

function toQueue(letter: DeadLetter, queue: string): WayBack {
  return { to: 'queue', queue, message: returning(letter) };
}

/**
 * The queue that the rule could not deliver to, as EventBridge names it:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
function toTarget(letter: DeadLetter, prefix: string): WayBack {
  const arn = letter.attributes.TARGET_ARN ?? '';
  const queue = arn.slice(arn.lastIndexOf(':') + 1);
  if (/^arn:[^:]+:sqs:/.test(arn) && isTargetOfRules(queue, prefix)) return toQueue(letter, queue);
  return nowhere(
    'Its attribute TARGET_ARN names no queue that a rule of this cell sends to. Replay its time from the archive, then discard it.',
  );
}

function returning({ messageId, body, groupId }: DeadLetter): ReturningMessage {
  return { body, attributes: {}, groupId: groupId ?? messageId, deduplicationId: `redrive-${messageId}` };
}

/** What SNS adds to a message that it gives up. */
const addedBySns: ReadonlySet<string> = new Set(['RequestID', 'ErrorCode', 'ErrorMessage']);

/**
 * The message as it was published. The topics of the path deliver raw messages, and what they give up
 * is the raw message; one in SNS's JSON is unwrapped, because the queue's consumer reads raw ones:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
function published({ body, attributes }: DeadLetter): Pick<ReturningMessage, 'body' | 'attributes'> {
  const notification = parseJsonObject(body);
  const message = notification && own(notification, 'Message');
  if (notification?.Type === 'Notification' && typeof message === 'string')
    return { body: message, attributes: valuesOf(own(notification, 'MessageAttributes')) };
  return {
    body,
    attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !addedBySns.has(name))),
  };
}

function valuesOf(attributes: unknown): Readonly<Record<string, string>> {
  if (!isObject(attributes)) return {};
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) => {
      const value = isObject(attribute) ? own(attribute, 'Value') : undefined;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** Whether the body is an event as the bus hands it to targets. */
export function isBusEvent(body: string): boolean {
  const event: JsonObject | undefined = parseJsonObject(body);
  return typeof event?.id === 'string' && typeof event.source === 'string' && isObject(event.detail);
}

function partitionOf({ queue }: DeadLetter, prefix: string): string {
  const partition = deadLetterQueueOf(queue, prefix)?.partition;
  if (partition === undefined) throw new Error(`${queue} is no dead-letter queue of a partition`);
  return partition;
}

function stageOf({ queue }: DeadLetter, prefix: string): Stage {
  const stage = deadLetterQueueOf(queue, prefix)?.stage;
  if (stage === undefined) throw new Error(`${queue} is no dead-letter queue of a downstream`);
  return stage;
}

function nowhere(because: string): WayBack {
  return { to: 'nowhere', because };
}
