import type { Stage, Status } from '../../../schemas/stages.ts';
import type { OverdueInvoice } from '../ports.ts';
import type { Wait } from './stage-sla.ts';

/** An invoice past the deadline of its stage, as it is now. */
export interface StuckInvoice extends OverdueInvoice, Wait {
  readonly status: Status;
  /** Milliseconds since the deadline. */
  readonly overdueMs: number;
  /** What remains to be paid: decimal string. */
  readonly amount: string;
  readonly currency: string;
  readonly vendorId: string;
}

export interface StuckListing {
  /** When the ledger was asked, RFC 3339 UTC. */
  readonly asOf: string;
  /** Overdue invoices of every stage, whatever is listed; only of the first page. */
  readonly counts?: Readonly<Record<Stage, number>>;
  /** Whether more are overdue than were counted: then the counts are lower bounds. */
  readonly capped?: boolean;
  /** The listed ones, the longest overdue first. */
  readonly invoices: readonly StuckInvoice[];
  /** Where the next page begins; missing on the last. A page may be empty and not the last. */
  readonly next?: string;
}
