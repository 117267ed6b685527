import { dailyShape } from './slots.ts';
import { volumeForecast } from './volume.ts';

/** The busiest hour of the days ahead. */
export interface BusiestHour {
  /** As likely to be passed as not. */
  readonly median: number;
  /** What it stays within in four of five cases. */
  readonly within80: number;
  /** The same in nineteen of twenty; null where too little is known for such rare cases. */
  readonly within95: number | null;
  /** The day that is likeliest to have it: steps after the first day ahead. */
  readonly step: number;
  /** When three in four such weekdays of the last eight weeks were busiest, 0 to 23; null where that was now here, now there. */
  readonly hour: number | null;
}

/** Counts of the 24 hours of a day. */
export type DayOfHours = readonly number[];

const hoursOfDay = 24;
const daysOfWeek = 7;
/** Backtests of fewer days have no twentieth that says anything. */
const fewestDaysFor95 = 182;
/** The hour is that of so many days. */
const daysOfHabit = 56;
/** An hour is usual where it was the busiest on such a share of days. */
const mostShare = 0.75;

/**
 * Forecasts the highest of all hours ahead. What is forecast is the highest hour of each day: errors of
 * single hours are mostly those of quiet ones, and say little about the busiest.
 * @param known whole days, the oldest first
 * @param firstDay the day of the first of them: days since 1970-01-01
 * @param daysAhead days that are looked at after the last of them
 */
export function busiestHour(known: readonly DayOfHours[], firstDay: number, daysAhead: number): BusiestHour {
  const forecast = volumeForecast(
    { values: known.map((hours) => Math.max(...hours)), ...dailyShape(firstDay) },
    daysAhead,
  );
  const highest = forecast.highest();
  const step = indexOfHighest(forecast.expected);
  return {
    median: highest.median,
    within80: highest.within(0.8),
    within95: known.length < fewestDaysFor95 ? null : highest.within(0.95),
    ...{ step, hour: usualHour(known, step) },
  };
}

/** The hour that was the busiest on nearly all of the weekdays that such a step ahead is of. */
function usualHour(known: readonly DayOfHours[], step: number): number | null {
  const alike = known.filter(
    (_, at) => (known.length + step - at) % daysOfWeek === 0 && at >= known.length - daysOfHabit,
  );
  const times = new Array<number>(hoursOfDay).fill(0);
  for (const hours of alike) {
    const hour = indexOfHighest(hours);
    times[hour] = (times[hour] ?? 0) + 1;
  }
  const usual = indexOfHighest(times);
  return (times[usual] ?? 0) >= alike.length * mostShare ? usual : null;
}

/** The first of them, where several are the highest. */
function indexOfHighest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
