import {
  type Interval,
  type IntervalLevel,
  intervalLevels,
} from '../../../functions/core/analytics/forecast/interval.ts';

/** A forecast of one value, as it is scored. */
export interface Forecast {
  readonly median: number;
  interval(level: IntervalLevel): Interval;
}

/**
 * The interval score (Gneiting and Raftery, 2007): the width, and 2 ÷ α for each unit by which the
 * value is outside of it. The smaller, the better.
 */
export function intervalScore({ low, high }: Interval, level: number, actual: number): number {
  const penalty = 2 / (1 - level);
  return high - low + penalty * (Math.max(0, low - actual) + Math.max(0, actual - high));
}

/**
 * The loss of a quantile (Koenker and Bassett, 1978): what it was off by, of which too little costs its share
 * and too much the rest. The smaller, the better.
 * @param share of values that should be at or below the bound
 */
export function pinballLoss(bound: number, share: number, actual: number): number {
  return actual > bound ? share * (actual - bound) : (1 - share) * (bound - actual);
}

/** The weighted interval score (Bracher and others, 2021) of the median and the intervals of all levels. */
export function weightedIntervalScore({ median, interval }: Forecast, actual: number): number {
  const ofIntervals = intervalLevels.reduce(
    (sum, level) => sum + ((1 - level) / 2) * intervalScore(interval(level), level, actual),
    0,
  );
  return (Math.abs(actual - median) / 2 + ofIntervals) / (intervalLevels.length + 0.5);
}

export function isIn({ low, high }: Interval, actual: number): boolean {
  return low <= actual && actual <= high;
}

/** The mean absolute difference between values so many steps apart: what MASE and MSIS scale by. */
export function naiveScale(values: ArrayLike<number>, steps: number): number {
  let sum = 0;
  for (let at = steps; at < values.length; at += 1)
    sum += Math.abs((values[at] ?? 0) - (values[at - steps] ?? 0));
  return sum / (values.length - steps);
}

/** The mean; NaN of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
