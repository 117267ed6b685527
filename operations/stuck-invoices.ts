import type { Ledger, OverdueInvoice } from '../functions/core/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { byStage, type Stage } from '../schemas/stages.ts';

/**
 * Stuck invoices examined at most: enough to tell a bad day from a bad hour, few enough to read
 * within seconds.
 */
export const maxStuckInvoices = 10_000;

/** An invoice past the deadline of its stage. */
export interface StuckInvoice extends OverdueInvoice {
  /** Milliseconds since the deadline. */
  readonly overdueMs: number;
}

export interface StuckListing {
  /** When the ledger was asked, RFC 3339 UTC. */
  readonly asOf: string;
  /** Stuck invoices of every stage, whatever is listed. */
  readonly counts: Readonly<Record<Stage, number>>;
  /** Whether more than `maxStuckInvoices` are stuck: then the counts are lower bounds. */
  readonly capped: boolean;
  /** The listed ones, the longest overdue first. */
  readonly invoices: readonly StuckInvoice[];
}

/** Which stuck invoices to list. */
export interface StuckSelection {
  /** Every stage unless given. */
  readonly stage?: Stage | undefined;
  /** Invoices listed at most. */
  readonly limit: number;
}

/** Counts the invoices that are past the deadline of their stage, and lists the selected ones. */
export async function listStuckInvoices(
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'overdue'>; readonly clock: Clock },
  { stage, limit }: StuckSelection,
): Promise<StuckListing> {
  const now = clock.now();
  const overdue = await ledger.overdue(now, maxStuckInvoices + 1);
  const stuck = overdue.slice(0, maxStuckInvoices);
  const selected = stage === undefined ? stuck : stuck.filter((invoice) => invoice.stage === stage);
  return {
    asOf: new Date(now).toISOString(),
    counts: byStage((each) => stuck.filter((invoice) => invoice.stage === each).length),
    capped: overdue.length > stuck.length,
    invoices: selected
      .slice(0, limit)
      .map((invoice) => ({ ...invoice, overdueMs: now - Date.parse(invoice.deadline) })),
  };
}
