import type { Interval, IntervalLevel } from '../interval.ts';
import { type Backtest, type Highest, highestOf } from './highest.ts';
import { flat, type Profile, profileOf, type SlotOf } from './profile.ts';
import { type Smoothed, type Smoothing, smooth } from './smoothing.ts';
import { tamed } from './tame.ts';

/** What is known about a series of counts or amounts in steps of equal length, the oldest first. */
export interface VolumeSeries {
  readonly values: ArrayLike<number>;
  /** What steps have in common, such as the hour of the week; none where nothing is known. */
  readonly slots: readonly SlotOf[];
  /** Steps after which slots come again: 168 hours, 7 days, 52 weeks. */
  readonly cycle: number;
  /** Steps from one backtest to the next, 1 unless it is said. */
  readonly stride?: number;
  /** Forecasts are off by as much as is expected to this power; 0, unless it is said, for always as much. */
  readonly errorPower?: number;
  /** Where it is said, outliers are kept out of what is expected, though not out of how far that may be off. */
  readonly stepsOfDay?: number;
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
  const usual = series.stepsOfDay === undefined ? values : tamed(values, series.stepsOfDay);
  const origins = originsOf(series, horizon);
  const [firstOrigin = 0] = origins;
  const steps = values.length + horizon;
  const flatFactors = flat.factors(steps);
  // Backtests must not know the slots of the steps that they forecast.
  const before = learned({ ...series, values: usual }, firstOrigin)?.factors(steps);
  const methods = (before ? [flatFactors, before] : [flatFactors]).flatMap((factors) =>
    families.map((family) => ({
      ...best(usual, factors, family, origins, horizon),
      isFlat: factors === flatFactors,
    })),
  );
  const weights = weightsOf(methods.map(({ error }) => error));
  const backtests = combined(
    methods.map(({ smoothed }) => smoothed),
    weights,
  );
  const factorsNow = (learned({ ...series, values: usual }, values.length) ?? flat).factors(steps);
  const now = combined(
    methods.map(({ isFlat, smoothing }) => smooth(usual, isFlat ? flatFactors : factorsNow, smoothing)),
    weights,
  );
  const isCount = !Array.from(values).some((value) => value < 0);
  const floor = (value: number) => (isCount ? Math.max(0, value) : value);
  const expected = Array.from({ length: horizon }, (_, step) => floor(now.forecast(values.length, step + 1)));
  const errors = errorsOf(series, backtests, origins, horizon);
  return {
    expected,
    interval: (level) =>
      intervals(expected, errors, level, scaleOf(series)).map(({ low, high }) => ({ low: floor(low), high })),
    highest: () => highestOf(expected, wholeBacktests(values, backtests, origins, horizon)),
  };
}

/** How many steps backtests know, rising. The last ones forecast steps that are not known yet, too. */
function originsOf({ values: { length }, stride = 1 }: VolumeSeries, horizon: number): readonly number[] {
  const room = Math.floor((Math.floor(length / 2) - horizon) / stride);
  const whole = Math.max(1, Math.min(backtestOrigins, room));
  const first = length - horizon - (whole - 1) * stride;
  const all = Math.max(1, Math.ceil((length - first) / stride));
  return Array.from({ length: all }, (_, at) => first + at * stride);
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
  origins: readonly number[],
  horizon: number,
): Method {
  let found: Method | undefined;
  for (const smoothing of family) {
    const smoothed = smooth(values, factors, smoothing);
    const error = meanError(values, smoothed, origins, horizon);
    if (!found || error < found.error) found = { smoothing, smoothed, error };
  }
  if (!found) throw new RangeError('A family of smoothings has at least one');
  return found;
}

function meanError(
  values: ArrayLike<number>,
  smoothed: Smoothed,
  origins: readonly number[],
  horizon: number,
): number {
  let [sum, count] = [0, 0];
  for (const origin of wholeOrigins(values, origins, horizon))
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

/** By step ahead: rising errors of backtests, by their scale. */
type Errors = readonly (readonly number[])[];

function errorsOf(
  series: VolumeSeries,
  backtests: Smoothed,
  origins: readonly number[],
  horizon: number,
): Errors {
  const { values } = series;
  const scale = scaleOf(series);
  return Array.from({ length: horizon }, (_, step) =>
    origins
      .filter((origin) => origin + step < values.length)
      .map((origin) => {
        const predicted = backtests.forecast(origin, step + 1);
        return ((values[origin + step] ?? 0) - predicted) / scale(predicted);
      })
      .toSorted((a, b) => a - b),
  );
}

/** What errors are measured in where so much is expected. One more, as of nothing they would be none. */
function scaleOf({ errorPower = 0 }: VolumeSeries): (expected: number) => number {
  return errorPower === 0 ? () => 1 : (expected) => (Math.max(0, expected) + 1) ** errorPower;
}

function wholeOrigins(
  { length }: ArrayLike<number>,
  origins: readonly number[],
  horizon: number,
): readonly number[] {
  return origins.filter((origin) => origin + horizon <= length);
}

/** The backtests of which every step is known by now. */
function wholeBacktests(
  values: ArrayLike<number>,
  backtests: Smoothed,
  origins: readonly number[],
  horizon: number,
): readonly Backtest[] {
  const steps = Array.from({ length: horizon }, (_, step) => step);
  return wholeOrigins(values, origins, horizon).map((origin) => ({
    expected: steps.map((step) => Math.max(0, backtests.forecast(origin, step + 1))),
    actual: steps.map((step) => values[origin + step] ?? 0),
  }));
}

function intervals(
  expected: readonly number[],
  errors: Errors,
  level: number,
  scale: (expected: number) => number,
): readonly Interval[] {
  return expected.map((value, step) => {
    const pooled = [-1, 0, 1].flatMap((near) => errors[step + near] ?? []).toSorted((a, b) => a - b);
    const n = pooled.length;
    const rank = Math.min(n - 1, Math.ceil(((1 + level) / 2) * (n + 1)) - 1);
    const high = pooled[rank] ?? 0;
    const low = pooled[n - 1 - rank] ?? 0;
    const unit = scale(value);
    return { low: value + Math.min(low, 0) * unit, high: value + Math.max(high, 0) * unit };
  });
}
