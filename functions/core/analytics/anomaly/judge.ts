import type { HourlySeries } from './hourly-series.ts';
import { type Learned, learn } from './learn.ts';
import type { Scale } from './scale.ts';

const hoursOfDay = 24;

/** When an hour is said to be unusual. */
export interface Limits {
  /** The logarithm of value ÷ expected, in either direction; of measurements the difference. */
  readonly deviation: number;
  /** The smallest change that matters, as it is shown: a count, or seconds. */
  readonly change: number;
  /** The same in deviations that the series usually has: a noisy one has to be further off. */
  readonly spreads: number;
  /** The same in what one hour in a hundred reaches: of some series wild hours are a habit that no spread tells. */
  readonly reaches?: number;
}

/** Of counts in an hour: fixed on seeds that no table of the evaluation is judged on. */
export const countLimits: Limits = { deviation: 0.9, change: 15, spreads: 4 };
/** Of medians of durations, in seconds: nobody waits for less than a minute. Fixed on seeds 1 to 24 of the evaluation. */
export const durationLimits: Limits = { deviation: 0.8, change: 60, spreads: 3.5 };
/**
 * Of measurements, of which it is not known how large a change matters, nor how wild they are: as counts have it, and
 * further off than one hour in a hundred is.
 */
export const measurementLimits: Limits = { deviation: 0, change: 0, spreads: 4, reaches: 1 };

/** Whether an hour was unusual, and why not if that cannot be said. */
export interface JudgedHour {
  /** Hours since 1970-01-01 in the series' zone. */
  readonly hour: number;
  /** `learning`: too few weeks, or a part of the month not yet seen. `cannot tell`: too little is expected. */
  readonly verdict: 'learning' | 'cannot tell' | 'usual' | 'unusual';
  /** As it is shown; none where nothing was measured. */
  readonly value?: number;
  readonly expected?: number;
  /** ln((value + 3) ÷ (expected + 3)) of counts, ln(value ÷ expected) of durations, of measurements the difference. */
  readonly deviation?: number;
  /** What the deviation has to reach. */
  readonly limit?: number;
  /** Of exceptions: what the residual has to reach. */
  readonly residual?: number;
}

/**
 * Judges hours by what came before: by what was known at the midnight before each of them.
 * A late event changes the series, and with it the verdict when it is judged again.
 */
export function judgeHours(
  series: HourlySeries,
  { from, until }: { readonly from: number; readonly until: number },
  scale: Scale,
  limits: Limits,
): readonly JudgedHour[] {
  const judged: JudgedHour[] = [];
  let learned: Learned | undefined;
  for (let hour = from; hour < until; hour += 1) {
    if (learned === undefined || hour % hoursOfDay === 0) learned = learn(series, hour, scale);
    judged.push(judgeHour(hour, series.values[hour - series.firstHour], learned, scale, limits));
  }
  return judged;
}

function judgeHour(
  hour: number,
  value: number | undefined,
  learned: Learned,
  scale: Scale,
  limits: Limits,
): JudgedHour {
  const expected = learned.expected(hour);
  if (expected === undefined) return { hour, verdict: 'learning' };
  const shown = { hour, expected: scale.shown(expected) };
  if (value === undefined) return { ...shown, verdict: 'cannot tell' };
  const deviation = scale.deviation(value, expected);
  const change = Math.abs(scale.shown(value) - shown.expected);
  const usualLimit = Math.max(limits.deviation, limits.spreads * learned.spread);
  const reach = (limits.reaches ?? 0) * learned.reach;
  const of = { ...shown, value: scale.shown(value), deviation, limit: Math.max(usualLimit, reach) };
  if (!scale.isEnough(expected)) return { ...of, verdict: 'cannot tell' };
  // What was reached before, as each day at the same hour, is nothing unusual.
  const isFurther = Math.abs(deviation) >= usualLimit && Math.abs(deviation) > reach;
  return { ...of, verdict: isFurther && change >= limits.change ? 'unusual' : 'usual' };
}
