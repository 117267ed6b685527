import { weekdayOf } from './pay-days.ts';

/** What was paid on each day, and what the hazards expected of it, in invoices. */
export interface DayOfPayments {
  readonly day: number;
  readonly paid: number;
  readonly expected: number;
}

/** How much the payments of a whole day vary together: the variance of a factor of mean 1, by weekday. */
export type RunShocks = readonly number[];

const weekdays = 7;
/** A weekday's variance is drawn towards that of all days by so many days. */
const priorDays = 4;
/** Above it a gamma distribution is nearly all or nothing. */
const highest = 4;

/**
 * The variance of a shock that all payments of a day share, by moments: that of counts around what
 * was expected, beyond the count's own (Poisson) variance. Runs that are skipped, moved or cut short
 * are what intervals would miss that take invoices for independent.
 */
export function runShocks(days: readonly DayOfPayments[]): RunShocks {
  const all = moments(days);
  const overall = all.squares > 0 ? Math.max(0, all.excess / all.squares) : 0;
  return Array.from({ length: weekdays }, (_, weekday) => {
    const own = days.filter(({ day }) => weekdayOf(day) === weekday);
    const { excess, squares } = moments(own);
    const prior = (priorDays * squares) / Math.max(own.length, 1);
    if (squares + prior === 0) return Math.min(overall, highest);
    return Math.min(Math.max(0, (excess + prior * overall) / (squares + prior)), highest);
  });
}

function moments(days: readonly DayOfPayments[]): { readonly excess: number; readonly squares: number } {
  let [excess, squares] = [0, 0];
  for (const { paid, expected } of days) {
    excess += (paid - expected) ** 2 - expected;
    squares += expected ** 2;
  }
  return { excess, squares };
}
