import type { ConflictDecision } from './conflicts.ts';
import type { Fact } from './fact.ts';
import type { InvoiceHead } from './head.ts';

/** `GET /invoices/{invoiceId}`: the whole history, in the order things happened. */
export interface InvoiceHistory {
  readonly invoiceId: string;
  readonly head: InvoiceHead;
  readonly events: readonly Fact[];
  /** What was decided about its conflicts, the oldest first: the last one about an event is in force. */
  readonly decisions: readonly ConflictDecision[];
  /** Digests of the events that do not count, because another content of theirs was declared to. */
  readonly disregarded: readonly string[];
  /** `historyDigest` of events and decisions: the same as long as nothing is added. */
  readonly digest: string;
}
