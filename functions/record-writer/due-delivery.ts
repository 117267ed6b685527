import type { SQSRecord } from 'aws-lambda';
import { isObject, own, parseJson } from '../../lib/json.ts';
import { BemsError } from '../core/errors.ts';
import { entryIdIn } from '../core/messaging/event-ids.ts';
import type { DueRecord } from '../core/ports.ts';

/** A message and the event whose record it asks for. */
export interface DueDelivery {
  readonly record: SQSRecord;
  readonly due: DueRecord;
}

/** Reads a message. @throws {BemsError} DUE_RECORD_MALFORMED, permanent */
export function dueDelivery(record: SQSRecord): DueDelivery {
  const message = parseJson(record.body);
  const event = isObject(message) ? own(message, 'event') : undefined;
  if (!isObject(message) || !isObject(event)) throw malformed();
  const invoiceId = own(event, 'invoiceId');
  const eventId = own(event, 'eventId');
  const digest = own(message, 'digest');
  const entryId = entryIdIn(record.body) ?? '';
  if (typeof invoiceId !== 'string' || typeof eventId !== 'string' || typeof digest !== 'string')
    throw malformed();
  const isNew = own(message, 'isNew') === true;
  return { record, due: { event: { invoiceId, eventId }, digest, entryId, isNew } };
}

function malformed(): BemsError {
  return new BemsError('DUE_RECORD_MALFORMED', 'The message does not name an event.', {
    nextStep: 'Find out who put the message on the queue; only processors should. Then discard it.',
    failureClass: 'permanent',
  });
}
