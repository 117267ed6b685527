import { isObject, own, parseJson } from '../../../lib/json.ts';

/** The ids of the event that a message is about. */
export interface EventIds {
  readonly invoiceId?: string;
  readonly eventId?: string;
}

/** The longest id that the API lets through. */
const maxIdLength = 128;

/**
 * The ids of the event in a message, for the log. On the relay queue the event is in the detail of
 * the bus event; elsewhere it is in the fact. A message that cannot be read has none.
 */
export function eventIdsIn(body: string): EventIds {
  const message = parseJson(body);
  const event = fieldOf(fieldOf(message, 'detail') ?? message, 'event');
  return { ...idIn(event, 'invoiceId'), ...idIn(event, 'eventId') };
}

/**
 * The bus's id of the entry that a message came from: its own on the relay queue, `entryId` in a
 * fact. Undefined when the message cannot be read.
 */
export function entryIdIn(body: string): string | undefined {
  const message = parseJson(body);
  const id = fieldOf(message, fieldOf(message, 'detail') === undefined ? 'entryId' : 'id');
  return typeof id === 'string' && id !== '' ? id.slice(0, maxIdLength) : undefined;
}

function idIn(event: unknown, name: keyof EventIds): EventIds {
  const id = fieldOf(event, name);
  return typeof id === 'string' ? { [name]: id.slice(0, maxIdLength) } : {};
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? own(value, name) : undefined;
}
