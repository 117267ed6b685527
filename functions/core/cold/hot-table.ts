import type { Fact } from '../invoice/fact.ts';
import type { InvoiceHead } from '../invoice/head.ts';
import type { Ledger } from '../ports.ts';
import type { ColdCopy } from './cold-copy.ts';
import type { SettledInvoice } from './shelf.ts';

/** What the hot ledger itself has of an invoice. */
export interface HotInvoice {
  readonly facts: readonly Fact[];
  /** Where the facts are that it may have let go. */
  readonly mark: ColdCopy | undefined;
  /** Of how many facts the stored head knows. */
  readonly headFacts: number | undefined;
}

/**
 * The table behind a ledger that lets go: every write is of one item and has a natural key. A fact is
 * removed by its key once a copy has it, a mark only replaced by that of a copy which has all of the former.
 */
export interface HotTable extends Pick<Ledger, 'append' | 'saveHead' | 'head' | 'overdue'> {
  /** Everything under the invoice, strongly consistent, but not of one moment. */
  read(invoiceId: string): Promise<HotInvoice>;
  /**
   * The invoices whose saved head awaits nothing and has no open conflict, and whose last event was
   * received before `before` (ms since the epoch), oldest first. A head saved seconds ago may not show yet.
   */
  settled(before: number, limit: number): Promise<readonly SettledInvoice[]>;
  /**
   * ColdCopys where the invoice's facts are too.
   * @param former the mark that was read with those facts: they include its copy's
   * @returns false when another mark stands
   */
  mark(invoiceId: string, mark: ColdCopy, former: ColdCopy | undefined): Promise<boolean>;
  /** The mark of an invoice, strongly consistent. */
  markOf(invoiceId: string): Promise<ColdCopy | undefined>;
  /** Removes a fact, if it is there. */
  removeFact(invoiceId: string, key: string): Promise<void>;
  /** Removes the stored head, if it is of this head's version. */
  removeHead(head: InvoiceHead): Promise<void>;
}
