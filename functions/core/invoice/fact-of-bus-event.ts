import { BemsError } from '../errors.ts';
import { digestOf } from './digest.ts';
import type { Fact } from './fact.ts';
import { parseEnvelope } from './parse-fact.ts';

/** What an event of the bus brings. */
export interface BusEvent {
  readonly fact: Fact;
  /**
   * The replay that put it on the bus again
   * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html); undefined
   * the first time.
   */
  readonly replay: string | undefined;
}

/**
 * The fact in an EventBridge event: its detail, the bus's id of it, and the digest of the event as
 * POSTed. A replayed event brings the same fact as the first time.
 * @param body the event as the rule's target received it, JSON text
 * @throws {BemsError} BUS_EVENT_MALFORMED or FACT_MALFORMED, permanent
 */
export function readBusEvent(body: string): BusEvent {
  const entry = parse(body);
  const { 'replay-name': replay } = entry;
  return { fact: factOfEntry(entry), replay: typeof replay === 'string' ? replay : undefined };
}

/** The fact in an EventBridge event, as `readBusEvent`. */
export function factOfBusEvent(body: string): Fact {
  return readBusEvent(body).fact;
}

/** The fact in an EventBridge event that was parsed already, as `readBusEvent`. */
export function factOfEntry({ id, detail }: Entry): Fact {
  if (typeof id !== 'string' || id === '')
    throw malformed('The message is not an event of the bus: it has no id.');
  const envelope = parseEnvelope(detail);
  return { ...envelope, entryId: id, digest: digestOf(envelope.event) };
}

type Entry = Readonly<Partial<Record<'id' | 'detail' | 'replay-name', unknown>>>;

function parse(body: string): Entry {
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
