import { isObject, own, parseJsonObject } from '../../../lib/json.ts';
import { BemsError } from '../errors.ts';
import type { DueCall } from '../ports.ts';
import { entryIdIn } from './event-ids.ts';

/**
 * Reads the body of a message that names an event of the ledger rather than holding it.
 * @param code of the error
 * @throws {BemsError} permanent
 */
export function namedEvent(body: string, code: string): DueCall {
  const message = parseJsonObject(body);
  const event = message && own(message, 'event');
  if (!message || !isObject(event)) throw malformed(code);
  const invoiceId = own(event, 'invoiceId');
  const eventId = own(event, 'eventId');
  const digest = own(message, 'digest');
  if (typeof invoiceId !== 'string' || typeof eventId !== 'string' || typeof digest !== 'string')
    throw malformed(code);
  return { event: { invoiceId, eventId }, digest, entryId: entryIdIn(body) ?? '' };
}

function malformed(code: string): BemsError {
  return new BemsError(code, 'The message does not name an event.', {
    nextStep: 'Find out who put the message on the queue; only processors should. Then discard it.',
    failureClass: 'permanent',
  });
}

/** The ledger does not hold what a message names. @param what is due of it */
export function factMissing(what: string): BemsError {
  return new BemsError('FACT_MISSING', `The ledger does not hold the event whose ${what} is due.`, {
    nextStep:
      'Look for the event in the archive and replay it: processors hand an event on only after the ledger has its fact.',
    failureClass: 'permanent',
  });
}
