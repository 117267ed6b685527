import { isObject, own, parseJson } from '../../../lib/json.ts';

/** Which event a message is about. */
export interface EventIds {
  readonly invoiceId?: string;
  readonly eventId?: string;
}

/** Longer ones do not come through the API. */
const longestId = 128;

/**
 * The ids of the event in a message, for the log: on the relay queue it is in the detail of an event of the bus, behind it
 * in a fact. What cannot be read has none.
 */
export function eventIdsIn(body: string): EventIds {
  const message = parseJson(body);
  const event = fieldOf(fieldOf(message, 'detail') ?? message, 'event');
  return { ...idIn(event, 'invoiceId'), ...idIn(event, 'eventId') };
}

function idIn(event: unknown, name: keyof EventIds): EventIds {
  const id = fieldOf(event, name);
  return typeof id === 'string' ? { [name]: id.slice(0, longestId) } : {};
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? own(value, name) : undefined;
}
