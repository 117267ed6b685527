import Big from 'big.js';
import type { TermedPayable } from './payable-of.ts';

/** What would be paid in a week if invoices were paid by their terms: exact decimal texts. */
export interface TermsWeek {
  /** By due date; what is overdue in the first week. */
  readonly contractual: string;
  /** By the last day of a discount that can still be had, otherwise by due date. */
  readonly optimistic: string;
}

const daysOfWeek = 7;

/** The weeks after an origin, of what is open at its end; what has no due date is in none. */
export function termsWeeks(
  payables: readonly TermedPayable[],
  origin: number,
  weeks: number,
): readonly TermsWeek[] {
  const [contractual, optimistic] = [sums(weeks), sums(weeks)];
  for (const { receivedOn, paidOn, dueOn, discountOn, decimal } of payables) {
    if (receivedOn > origin || (paidOn !== undefined && paidOn <= origin)) continue;
    const isDiscountOpen = discountOn !== undefined && discountOn > origin;
    add(contractual, dueOn, origin, decimal);
    add(optimistic, isDiscountOpen ? discountOn : dueOn, origin, decimal);
  }
  return contractual.map((sum, week) => ({
    contractual: sum.toFixed(),
    optimistic: (optimistic[week] ?? new Big(0)).toFixed(),
  }));
}

function sums(weeks: number): Big[] {
  return Array.from({ length: weeks }, () => new Big(0));
}

function add(to: Big[], day: number | undefined, origin: number, decimal: string): void {
  if (day === undefined) return;
  const week = Math.max(0, Math.floor((day - origin - 1) / daysOfWeek));
  const sum = to[week];
  if (sum) to[week] = sum.plus(decimal);
}
