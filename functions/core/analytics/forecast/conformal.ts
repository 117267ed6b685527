import type { Interval } from './interval.ts';

/** An interval that was forecast for a value that is known by now. */
export interface Judged {
  readonly interval: Interval;
  readonly middle: number;
  readonly actual: number;
}

/**
 * Few backtests say little: the correction is drawn towards none by so many of each horizon. Wide
 * intervals are widened by all of it: what they lack is rare, so whatever was seen of it counts.
 */
const priorJudged = 6;
const wideLevel = 0.9;

/**
 * By how much intervals of a level have to be wider on either side (narrower, below 0) for the level's
 * share of past values to have been in them: split conformal prediction with the score of conformalized
 * quantile regression (Romano, Patterson and Candès, 2019), max(low − y, y − high). Neighbouring
 * horizons count too, and the 1 ÷ n of a finite sample is on the safe side.
 * @param byHorizon what is known of each horizon
 */
export function correctionOf(
  byHorizon: readonly (readonly Judged[])[],
  horizon: number,
  level: number,
): number {
  const near = [horizon - 1, horizon, horizon + 1].flatMap((each) =>
    byHorizon[each] ? [byHorizon[each]] : [],
  );
  const scores = near
    .flat()
    .map(({ interval: { low, high }, middle, actual }) => (actual > middle ? actual - high : low - actual))
    .toSorted((a, b) => a - b);
  const count = scores.length;
  if (count === 0) return 0;
  const score = scores[Math.min(count, Math.ceil(level * (count + 1))) - 1] ?? 0;
  const prior = level > wideLevel && score > 0 ? 0 : priorJudged * near.length;
  return (score * count) / (count + prior);
}

/** The interval, wider by the correction on either side, but never past its middle. */
export function corrected({ low, high }: Interval, middle: number, by: number): Interval {
  return { low: Math.min(low - by, middle), high: Math.max(high + by, middle) };
}
