import type { SQSRecord } from 'aws-lambda';
import { own, parseJsonObject } from '../../lib/json.ts';
import { namedEvent } from '../core/messaging/named-event.ts';
import type { DueRecord } from '../core/ports.ts';

/** A message and the event whose record it asks for. */
export interface DueDelivery {
  readonly record: SQSRecord;
  readonly due: DueRecord;
}

/** Reads a message. @throws {BemsError} DUE_RECORD_MALFORMED, permanent */
export function dueDelivery(record: SQSRecord): DueDelivery {
  const due = namedEvent(record.body, 'DUE_RECORD_MALFORMED');
  const message = parseJsonObject(record.body) ?? {};
  return { record, due: { ...due, isNew: own(message, 'isNew') === true } };
}
