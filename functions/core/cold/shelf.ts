import type { Fact } from '../invoice/fact.ts';
import type { InvoiceHead } from '../invoice/head.ts';

/** An invoice of which nothing is awaited any more. */
export interface SettledInvoice {
  readonly invoiceId: string;
  /** When the last event that its head counts was received, RFC 3339 UTC. */
  readonly updatedAt: string;
}

/** An invoice as it was read to be let go. */
export interface LeavingInvoice<Read> {
  readonly invoiceId: string;
  /** Projected from the facts that were read. */
  readonly head: InvoiceHead;
  readonly read: Read;
}

/**
 * How invoices leave the hot ledger. Each step may be done any number of times, by several at once, and
 * be left undone. `Read` is what the store needs to know of how it was read.
 */
export interface Shelf<
  Read extends { readonly facts: readonly Fact[] } = { readonly facts: readonly Fact[] },
> {
  /** The settled invoices whose last event was received before `before` (ms since the epoch), oldest first. */
  settled(before: number, limit: number): Promise<readonly SettledInvoice[]>;
  /** Every fact of an invoice, wherever it is. */
  read(invoiceId: string): Promise<Read>;
  /**
   * Copies invoices to the archive, proves the copy and marks where it is.
   * @returns how many were copied; another's copy, or one that has all of it already, is none
   * @throws when the copy is not what was to be stored; then nothing is marked
   */
  copy(invoices: readonly LeavingInvoice<Read>[]): Promise<number>;
  /**
   * Removes from the hot ledger what was copied and marked long enough ago.
   * @param until ms since the epoch: no pack is begun from then on
   * @returns how many facts
   */
  clear(until: number): Promise<number>;
}
