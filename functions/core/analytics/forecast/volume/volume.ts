import type { Interval, IntervalLevel } from '../interval.ts';
import { type Backtest, type Highest, highestOf } from './highest.ts';
import { flat, type Profile, profileOf, type SlotOf } from './profile.ts';
import { type Smoothed, type Smoothing, smooth } from './smoothing.ts';

/** What is known about a series of counts or amounts in steps of equal length, the oldest first. */
export interface VolumeSeries {
  readonly values: ArrayLike<number>;
  /** What steps have in common, such as the hour of the week; none where nothing is known. */
  readonly slots: readonly SlotOf[];
  /** Steps after which slots come again: 168 hours, 7 days, 52 weeks. */
  readonly cycle: number;
}

export interface VolumeForecast {
  /** Of each step after the series. */
  readonly expected: readonly number[];
  /**
   * The interval of a level by step: quantiles of what backtests were off by. Never below 0 where the
   * series is not.
   */
  interval(level: IntervalLevel): readonly Interval[];
  /** The highest of these steps; of a series that is not below 0. */
  highest(): Highest;
}

const levelOnly: readonly Smoothing[] = [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1].map(
  (alpha) => ({
    ...{ alpha, beta: 0, phi: 1 },
  }),
);
const dampedTrends: readonly Smoothing[] = [0.2, 0.5, 0.8, 1].flatMap((alpha) =>
  [0.05, 0.15, 0.3].flatMap((beta) => [0.8, 0.9, 0.97].map((phi) => ({ alpha, beta, phi }))),
);
const slowTrends: readonly Smoothing[] = [0.2, 0.5, 0.8, 1].map((alpha) => ({
  ...{ alpha, beta: 0.02, phi: 0.99 },
}));
const families = [levelOnly, dampedTrends, slowTrends];

/** Origins of backtests: enough for the tails of a 95 % interval. */
const backtestOrigins = 120;
/** Fewer cycles say nothing about a slot. */
const fewestCycles = 2.2;

/**
 * Forecasts a series by the mean of several exponential smoothings, each with and without the
 * profile, weighted by how well they did in backtests; intervals are quantiles of the errors of those
 * backtests.
 */
export function volumeForecast(series: VolumeSeries, horizon: number): VolumeForecast {
  const { values } = series;
  const window = Math.max(1, Math.min(backtestOrigins, Math.floor(values.length / 2) - horizon));
  const firstOrigin = values.length - horizon - window + 1;
  const steps = values.length + horizon;
  const flatFactors = flat.factors(steps);
  // Backtests must not know the slots of the steps that they forecast.
  const before = learned(series, firstOrigin)?.factors(steps);
  const methods = (before ? [flatFactors, before] : [flatFactors]).flatMap((factors) =>
    families.map((family) => ({
      ...best(values, factors, family, firstOrigin, horizon),
      isFlat: factors === flatFactors,
    })),
  );
  const weights = weightsOf(methods.map(({ error }) => error));
  const backtests = combined(
    methods.map(({ smoothed }) => smoothed),
    weights,
  );
  const factorsNow = (learned(series, values.length) ?? flat).factors(steps);
  const now = combined(
    methods.map(({ isFlat, smoothing }) => smooth(values, isFlat ? flatFactors : factorsNow, smoothing)),
    weights,
  );
  const isCount = !Array.from(values).some((value) => value < 0);
  const floor = (value: number) => (isCount ? Math.max(0, value) : value);
  const expected = Array.from({ length: horizon }, (_, step) => floor(now.forecast(values.length, step + 1)));
  const errors = errorsOf(values, backtests, firstOrigin, horizon);
  return {
    expected,
    interval: (level) =>
      intervals(expected, errors, level).map(({ low, high }) => ({ low: floor(low), high })),
    highest: () => highestOf(expected, wholeBacktests(values, backtests, firstOrigin, horizon)),
  };
}

function learned({ values, slots, cycle }: VolumeSeries, until: number): Profile | undefined {
  if (slots.length === 0 || until < fewestCycles * cycle) return undefined;
  return profileOf(Array.from(values).slice(0, until), slots, cycle);
}

interface Method {
  readonly smoothing: Smoothing;
  readonly smoothed: Smoothed;
  /** Mean absolute error of its backtests. */
  readonly error: number;
}

function best(
  values: ArrayLike<number>,
  factors: Float64Array,
  family: readonly Smoothing[],
  firstOrigin: number,
  horizon: number,
): Method {
  let found: Method | undefined;
  for (const smoothing of family) {
    const smoothed = smooth(values, factors, smoothing);
    const error = meanError(values, smoothed, firstOrigin, horizon);
    if (!found || error < found.error) found = { smoothing, smoothed, error };
  }
  if (!found) throw new RangeError('A family of smoothings has at least one');
  return found;
}

function meanError(
  values: ArrayLike<number>,
  smoothed: Smoothed,
  firstOrigin: number,
  horizon: number,
): number {
  let [sum, count] = [0, 0];
  for (let origin = firstOrigin; origin + horizon <= values.length; origin += 1)
    for (let ahead = 1; ahead <= horizon; ahead += 1) {
      sum += Math.abs((values[origin + ahead - 1] ?? 0) - smoothed.forecast(origin, ahead));
      count += 1;
    }
  return count > 0 ? sum / count : 0;
}

/** How much less a method counts that was off by more. */
const weightPower = 8;

function weightsOf(errors: readonly number[]): readonly number[] {
  const least = Math.max(Math.min(...errors), Number.MIN_VALUE);
  const raw = errors.map((error) => (least / Math.max(error, least)) ** weightPower);
  const total = raw.reduce((sum, each) => sum + each, 0);
  return raw.map((each) => each / total);
}

function combined(all: readonly Smoothed[], weights: readonly number[]): Smoothed {
  return {
    forecast: (known, ahead) =>
      all.reduce((sum, each, index) => sum + (weights[index] ?? 0) * each.forecast(known, ahead), 0),
  };
}

/** By step ahead: rising errors of backtests. */
type Errors = readonly (readonly number[])[];

function errorsOf(
  values: ArrayLike<number>,
  backtests: Smoothed,
  firstOrigin: number,
  horizon: number,
): Errors {
  return Array.from({ length: horizon }, (_, step) => {
    const errors: number[] = [];
    for (let origin = firstOrigin; origin + step < values.length; origin += 1)
      errors.push((values[origin + step] ?? 0) - backtests.forecast(origin, step + 1));
    return errors.toSorted((a, b) => a - b);
  });
}

/** The backtests of which every step is known by now. */
function wholeBacktests(
  values: ArrayLike<number>,
  backtests: Smoothed,
  firstOrigin: number,
  horizon: number,
): readonly Backtest[] {
  const origins = Math.max(0, values.length - horizon - firstOrigin + 1);
  const steps = Array.from({ length: horizon }, (_, step) => step);
  return Array.from({ length: origins }, (_, at) => ({
    expected: steps.map((step) => Math.max(0, backtests.forecast(firstOrigin + at, step + 1))),
    actual: steps.map((step) => values[firstOrigin + at + step] ?? 0),
  }));
}

function intervals(expected: readonly number[], errors: Errors, level: number): readonly Interval[] {
  return expected.map((value, step) => {
    const pooled = [-1, 0, 1].flatMap((near) => errors[step + near] ?? []).toSorted((a, b) => a - b);
    const n = pooled.length;
    const rank = Math.min(n - 1, Math.ceil(((1 + level) / 2) * (n + 1)) - 1);
    const high = pooled[rank] ?? 0;
    const low = pooled[n - 1 - rank] ?? 0;
    return { low: value + Math.min(low, 0), high: value + Math.max(high, 0) };
  });
}
