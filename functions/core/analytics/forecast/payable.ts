/** An invoice as the forecast of payments sees it. Days are days since 1970-01-01. */
export interface Payable {
  /** Tells it from every other one. */
  readonly id: string;
  readonly vendor: string;
  /**
   * What remains to be paid, or what was, in the currency of the forecast. A float: it is only ever
   * added up to estimates.
   */
  readonly amount: number;
  /** The day on which it became known. */
  readonly receivedOn: number;
  readonly dueOn?: number | undefined;
  /** Invoices of one kind are paid alike: with a discount, without, credit notes. */
  readonly kind: string;
  /** Missing while it is open. */
  readonly paidOn?: number | undefined;
}

/** What is known of an invoice's payment. */
export type Payment = Pick<Payable, 'receivedOn' | 'paidOn' | 'amount'>;

/** Invoices as they were known at the end of a day. */
export function asOf<T extends Payment>(day: number, payables: readonly T[]): readonly T[] {
  return payables
    .filter(({ receivedOn }) => receivedOn <= day)
    .map((each) => (each.paidOn !== undefined && each.paidOn > day ? { ...each, paidOn: undefined } : each));
}
