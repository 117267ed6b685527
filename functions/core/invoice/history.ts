import type { ConflictDecision } from './conflicts.ts';
import type { Fact } from './fact.ts';
import type { InvoiceHead } from './head.ts';

/** `GET /invoices/{invoiceId}`: the whole history, in the order things happened. */
export interface InvoiceHistory {
  readonly invoiceId: string;
  readonly head: InvoiceHead;
  readonly events: readonly Fact[];
  /** What was decided about its conflicts, the oldest first. */
  readonly decisions: readonly ConflictDecision[];
}
