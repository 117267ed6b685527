import type { Engine } from '../../emulator/messaging/engine.ts';
import type { Message } from '../../emulator/messaging/message.ts';
import type { Queue } from '../../emulator/messaging/queue.ts';
import { deadLetterQueueOf } from '../../functions/core/names.ts';
import { isObject, type JsonValue, own, parseJson } from '../../lib/json.ts';
import type { InvoiceEvent } from '../../schemas/event.ts';
import type { Blueprint } from './blueprint.ts';
import { keyOf } from './producers.ts';

/** A message that no function takes any more. */
export interface FoundLetter {
  readonly queue: Queue;
  readonly message: Message;
  /** The key of its event. */
  readonly key: string;
  /** Why it is dead, as its diagnosis says. */
  readonly code: string | undefined;
}

/**
 * The messages on all queues that nobody polls, other than inputs of a schedule's runs: looked for
 * in the queues themselves, not with the operations that are to be judged.
 */
export function deadLettersOf(engine: Engine, { consumed }: Blueprint): FoundLetter[] {
  return [...engine.queues.values()]
    .filter(({ settings: { name } }) => !consumed.has(name) && deadLetterQueueOf(name)?.kind !== 'scheduler')
    .flatMap((queue) =>
      queue.messages().map((message) => ({
        queue,
        message,
        key: keyOfBody(message.body),
        code: message.attributes?.code?.Value,
      })),
    );
}

/**
 * The key of the event in a message: within a bus event or within a fact, or named by a record that was
 * put off, which has no more of it than its ids and digest.
 */
function keyOfBody(body: string): string {
  const message = parseJson(body);
  const due = dueIn(message);
  if (due) return `${due.invoiceId} ${due.eventId}#${due.digest}`;
  const fact = isObject(message) && message.detail !== undefined ? message.detail : message;
  const event = isObject(fact) ? own(fact, 'event') : undefined;
  return isObject(event) ? keyOf(event as InvoiceEvent) : `unreadable: ${body}`;
}

function dueIn(message: JsonValue | undefined) {
  // An envelope has its stage; what names an event has not.
  if (!isObject(message) || !isObject(message.event) || !('digest' in message) || 'stage' in message)
    return undefined;
  const { invoiceId, eventId } = message.event;
  return { invoiceId, eventId, digest: message.digest };
}
