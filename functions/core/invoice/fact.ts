import type { Stage } from '../../../schemas/stages.ts';
import type { InvoiceEvent } from './event.ts';

/** What the API's request template wraps around an event before it goes on the bus. */
export interface Envelope {
  readonly schemaVersion: string;
  /** From the path of the request, never from its body. */
  readonly stage: Stage;
  /** When the API accepted the event: RFC 3339 UTC, milliseconds. */
  readonly receivedAt: string;
  readonly requestId: string;
  /** Name of the producer whose API key the event came with. */
  readonly producer: string;
  readonly cell: string;
  readonly region: string;
  readonly accountId: string;
  /** The event exactly as POSTed. */
  readonly event: InvoiceEvent;
}

/**
 * One thing that happened to one invoice, as the relay publishes it and the ledger keeps it:
 * the envelope, the bus's id of this acceptance, and what identifies the content.
 */
export interface Fact extends Envelope {
  /** The bus's id of this acceptance: POSTing the same event twice gives two entries, one fact. */
  readonly entryId: string;
  /** SHA-256 (hex) of the event's canonical JSON (RFC 8785): the event as POSTed, not the envelope. */
  readonly digest: string;
}

/** The key of a fact within its invoice: the same event is the same key, a conflicting one another. */
export function factKey(fact: Pick<Fact, 'digest' | 'event'>): string {
  return `${fact.event.eventId}#${fact.digest}`;
}
