/** How a vendor's invoices fare. Shares are of all its invoices. */
export interface Habits {
  /** Paid after the due date. */
  readonly lateShare: number;
  /** By how many days then; the median. */
  readonly latenessDays: number;
  /** Share of its discounts that somebody wants; those whose invoice is ready in time are taken. */
  readonly discountShare: number;
  /** At odds with the purchase order. */
  readonly mismatchShare: number;
  readonly creditNoteShare: number;
  /** Whether there are purchase orders. */
  readonly isOrdered: boolean;
  /** Whether its invoices state the day they are due, beside the terms. */
  readonly statesDueDate: boolean;
}

/** A company that sends invoices, with its habits. */
export interface Vendor extends Habits {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  /** The approximate ratio of a price in the vendor's currency to the same price in euro. */
  readonly priceLevel: number;
  /** Decimal places of its currency. */
  readonly decimals: number;
  /** Code of its payment terms. */
  readonly terms: string;
  /** Median of its invoices, in euro. */
  readonly typicalAmount: number;
  /** Its share of all invoices, relative to the other vendors. */
  readonly weight: number;
}
