import { quantileSorted } from 'simple-statistics';
import type { Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import type { Forecast } from './scores.ts';

/** Guesses the value `horizon` steps (from 0) after the first `known` values. */
type Guess = (values: readonly number[], known: number, horizon: number) => number;

/** The last value. */
const last: Guess = (values, known) => values[known - 1] ?? 0;

/** The value a season ago, or two where that is not known yet. */
function seasonAgo(season: number): Guess {
  return (values, known, horizon) =>
    values[known + horizon - season * Math.ceil((horizon + 1) / season)] ?? 0;
}

/**
 * A guess with intervals: quantiles of its own past errors at the same horizon, either sign taken for
 * as likely, as the baseline of forecast hubs has it. Never below 0.
 */
function withIntervals(guess: Guess, since: number) {
  return (values: readonly number[], known: number, horizon: number): Forecast => {
    const errors: number[] = [];
    for (let origin = since; origin + horizon < known; origin += 1) {
      const error = (values[origin + horizon] ?? 0) - guess(values, origin, horizon);
      errors.push(error, -error);
    }
    errors.sort((a, b) => a - b);
    const median = guess(values, known, horizon);
    const at = (share: number) =>
      Math.max(0, median + (errors.length > 0 ? quantileSorted(errors, share) : 0));
    return {
      median,
      interval: (level) => ({ low: at((1 - level) / 2), high: at((1 + level) / 2) }),
    };
  };
}

/** Weeks of a season: payments go by months. */
const season = 4;

export const naive = withIntervals(last, season);
export const seasonalNaive = withIntervals(seasonAgo(season), season);

/** What would be paid in each week after the origin if all were paid when due, what is overdue at once. */
export function paidWhenDue(open: readonly Payable[], origin: number, weeks: number): readonly number[] {
  const paid = new Array<number>(weeks).fill(0);
  for (const { dueOn = origin, amount } of open) {
    const week = Math.max(0, Math.floor((dueOn - origin - 1) / 7));
    if (week < weeks) paid[week] = (paid[week] ?? 0) + amount;
  }
  return paid;
}
