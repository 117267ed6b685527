import Big from 'big.js';
import type { TermedPayable } from './payable-of.ts';
import { type Weeks, weekOfDay } from './weeks.ts';

/** What would be paid in a week if invoices were paid by their terms: exact decimal texts. */
export interface TermsWeek {
  /** By due date; what is overdue in the first week. */
  readonly contractual: string;
  /** By the last day of a discount that can still be had, otherwise by due date. */
  readonly optimistic: string;
}

/** What says when an amount is to be paid by its terms. */
export type Termed = Pick<TermedPayable, 'receivedOn' | 'paidOn' | 'dueOn' | 'discountOn' | 'decimal'>;

/** The weeks after an origin, of what is open at its end; what has no due date is in none. */
export function termsWeeks(payables: readonly Termed[], layout: Weeks, weeks: number): readonly TermsWeek[] {
  const { origin } = layout;
  const [contractual, optimistic] = [sums(weeks), sums(weeks)];
  for (const { receivedOn, paidOn, dueOn, discountOn, decimal } of payables) {
    if (receivedOn > origin || (paidOn !== undefined && paidOn <= origin)) continue;
    const isDiscountOpen = discountOn !== undefined && discountOn > origin;
    add(contractual, dueOn, layout, decimal);
    add(optimistic, isDiscountOpen ? discountOn : dueOn, layout, decimal);
  }
  return contractual.map((sum, week) => ({
    contractual: sum.toFixed(),
    optimistic: (optimistic[week] ?? new Big(0)).toFixed(),
  }));
}

function sums(weeks: number): Big[] {
  return Array.from({ length: weeks }, () => new Big(0));
}

function add(to: Big[], day: number | undefined, layout: Weeks, decimal: string): void {
  if (day === undefined) return;
  const week = Math.max(0, weekOfDay(day, layout));
  const sum = to[week];
  if (sum) to[week] = sum.plus(decimal);
}
