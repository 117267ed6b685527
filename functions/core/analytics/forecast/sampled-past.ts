import type { PayableValues } from './payable-of.ts';

/** What a forecast of payments is asked for. Days are `YYYY-MM-DD`. */
export interface PastQuestion {
  /** Invoices that began on it or later, and all that are open. */
  readonly since: string;
  /** The last day that is known. */
  readonly asOf: string;
  /** Payments after it are what former forecasts are held against. */
  readonly paidAfter: string;
  /** What is due later is left out of what is due. */
  readonly dueUntil: string;
  /** So many invoices of all currencies are read; of currencies with more than their share, a sample. */
  readonly most: number;
}

/** The past as a forecast of payments sees it. */
export interface SampledPast {
  /** By id; of sampled currencies those of the sample. */
  readonly invoices: readonly PayableValues[];
  readonly samples: readonly SampledCurrency[];
}

/** A currency with too many invoices to look at each: what its sample is of, and facts that are of all of them. */
export interface SampledCurrency {
  readonly currency: string;
  /** As `unitOf` has it. */
  readonly unit: number;
  /** How many it is a sample of. */
  readonly invoices: number;
  /** What is open on the last day, credit notes without their sign: a float, only ever part of shares. */
  readonly open: number;
  readonly due: readonly DueAmount[];
  readonly paid: readonly PaidAmount[];
}

/** What is open on the last day, by its terms: an exact sum, decimal text. Days before the last count as it. */
export interface DueAmount {
  readonly dueDate?: string;
  /** Given while the discount can still be had. */
  readonly discountDate?: string;
  readonly amount: string;
}

/** What was paid on a day, of what began on another: an exact sum, decimal text. */
export interface PaidAmount {
  /** At the earliest the day after which payments count. */
  readonly beganOn: string;
  readonly settledOn: string;
  readonly amount: string;
}
