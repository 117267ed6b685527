import type { Stage } from '../../../schemas/stages.ts';
import type { InvoiceEvent } from './event.ts';

/** The envelope that the API's request template puts around an event. */
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
 * One thing that happened to one invoice, as the relay publishes it and the ledger stores it: the
 * envelope, the bus's id of this acceptance, and the digest of the content.
 */
export interface Fact extends Envelope {
  /** The bus's id of this acceptance: an event POSTed twice has two entries and one fact. */
  readonly entryId: string;
  /** SHA-256 (hex) of the event's canonical JSON (RFC 8785), as POSTed, without the envelope. */
  readonly digest: string;
}

/**
 * The key of a fact within its invoice: equal for the same event, different for a conflicting one.
 */
export function factKey({
  event,
  digest,
}: {
  readonly event: Pick<Fact['event'], 'eventId'>;
  readonly digest: string;
}): string {
  return `${event.eventId}#${digest}`;
}
