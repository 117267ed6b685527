import { quantileSorted } from 'simple-statistics';

/** What a backtest forecast of each step ahead, and what came. */
export interface Backtest {
  readonly expected: readonly number[];
  readonly actual: readonly number[];
}

/** The highest of several steps ahead. */
export interface Highest {
  /** As likely to be passed as not. */
  readonly median: number;
  /** What it stays within in such a share of cases, in (0, 1). */
  within(share: number): number;
}

/** Added to either side of a ratio, as a count of 0 has none. */
const one = 1;
/** Backtests overlap, and say little that is new: two of those that begin within one are counted. */
const newWithinOne = 2;

/**
 * Forecasts the highest of several steps: the highest that is expected of any, times how much higher the
 * highest was in backtests. Bounds of single steps are none of their highest, which goes past each of
 * them more often. Whole backtests are compared, so that it does not matter how steps depend on each
 * other: split conformal prediction of the maximum itself (Lei and others, 2018), with the 1 ÷ n of a
 * finite sample on the safe side.
 * @param expected of each step ahead; counts or other values not below 0
 */
export function highestOf(expected: readonly number[], backtests: readonly Backtest[]): Highest {
  const ratios = backtests
    .map((each) => (Math.max(...each.actual) + one) / (Math.max(...each.expected) + one))
    .toSorted((a, b) => a - b);
  const times = (ratio: number) => Math.max(0, (Math.max(...expected) + one) * ratio - one);
  const finiteSample = Math.max(1, expected.length / newWithinOne);
  return {
    median: times(ratios.length > 0 ? quantileSorted(ratios, 0.5) : 1),
    within: (share) => {
      const rank = Math.min(ratios.length, Math.ceil(share * (ratios.length + finiteSample)));
      return times(ratios[rank - 1] ?? 1);
    },
  };
}
