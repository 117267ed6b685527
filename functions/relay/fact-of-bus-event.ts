import { BemsError } from '../core/errors.ts';
import { digestOf } from '../core/invoice/digest.ts';
import type { Fact } from '../core/invoice/fact.ts';
import { parseEnvelope } from '../core/invoice/parse-fact.ts';

/**
 * The fact in an EventBridge event: its detail, the bus's id of it, and the digest of the event as
 * POSTed.
 * @param body the event as the rule's target received it, JSON text
 * @throws {BemsError} BUS_EVENT_MALFORMED or FACT_MALFORMED, permanent
 */
export function factOfBusEvent(body: string): Fact {
  const { id, detail } = parse(body);
  if (typeof id !== 'string' || id === '')
    throw malformed('The message is not an event of the bus: it has no id.');
  const envelope = parseEnvelope(detail);
  return { ...envelope, entryId: id, digest: digestOf(envelope.event) };
}

function parse(body: string): { readonly id?: unknown; readonly detail?: unknown } {
  try {
    return JSON.parse(body) ?? {};
  } catch (cause) {
    throw malformed('The message is not JSON.', cause);
  }
}

function malformed(sentence: string, cause?: unknown): BemsError {
  return new BemsError('BUS_EVENT_MALFORMED', sentence, {
    nextStep:
      'Find out who put the message on the relay queue; only the bus’s rule should. Discard it or POST the event again.',
    failureClass: 'permanent',
    cause,
  });
}
