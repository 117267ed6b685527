import type { Interval } from '../functions/core/analytics/forecast/interval.ts';
import { busiestHour, type DayOfHours } from '../functions/core/analytics/forecast/volume/busiest-hour.ts';
import { dailyShape, hourlyShape } from '../functions/core/analytics/forecast/volume/slots.ts';
import { type VolumeSeries, volumeForecast } from '../functions/core/analytics/forecast/volume/volume.ts';
import { addDays, dayNumber } from '../functions/core/invoice/dates.ts';
import { type Stage, stages } from '../schemas/stages.ts';

/** `GET /console/api/volume-forecast`: how many events each stage is expected to get; days and hours are of UTC. */
export interface VolumeForecast {
  /** The last day that it knows of. */
  readonly asOf: string;
  /** In the order an invoice passes them. */
  readonly stages: readonly StageVolume[];
  /** All stages in one: its intervals are no sums of theirs. */
  readonly allStages: ExpectedVolume;
}

export interface StageVolume extends ExpectedVolume {
  readonly stage: Stage;
}

/** Without days, and with `learning`, while there is no forecast. */
export interface ExpectedVolume {
  /** Why there is no forecast yet: what comes after “Learning, ”. */
  readonly learning?: string;
  /** Today, which has only begun, and those after it. */
  readonly days: readonly VolumeDay[];
  /** Of all these days. */
  readonly busiestHour: ExpectedBusiestHour | null;
}

/** Events of a day or an hour. */
export interface ExpectedCount {
  readonly expected: number;
  /** What four of five are within. Whole numbers, rounded outwards; `expected` is in it. */
  readonly in80: Interval;
}

export interface VolumeDay extends ExpectedCount {
  readonly day: string;
  /** The 24 of the day, each forecast by itself: they need not add up to it. None of later days. */
  readonly hours: readonly ExpectedCount[];
}

/** How many events the busiest hour has. */
export interface ExpectedBusiestHour {
  /** As likely to be passed as not. */
  readonly median: number;
  /** What every hour of these days stays within in four of five cases: a whole number. */
  readonly within80: number;
  /** The same in nineteen of twenty; null until half a year is known. */
  readonly within95: number | null;
  /** The day that is likeliest to have it. */
  readonly day: string;
  /** When it would begin: 0 to 23, or null where that differs. */
  readonly hour: number | null;
}

/**
 * Events by stage and hour of UTC that count, the oldest first, of whole days until the one that is forecast
 * first.
 */
export type HourlyVolumes = Readonly<Record<Stage, ArrayLike<number>>>;

/** How the forecast of a cell is made. */
export const volumeSettings = {
  /** Days that are forecast. */
  days: 14,
  /** Days of which each hour is forecast. */
  daysByTheHour: 7,
  /** Days of the past that are looked at. */
  pastDays: 400,
  /** Days of the past that hours are forecast from. */
  pastDaysOfHours: 26 * 7,
  /** Fewer leave too little to say how far forecasts are off. */
  fewestWeeks: 10,
} as const;

const hoursOfDay = 24;
const daysOfWeek = 7;

/** @param today RFC 3339 date: the first day that is forecast, and the end of what is known */
export function volumeForecastOf(volumes: HourlyVolumes, today: string): VolumeForecast {
  return {
    asOf: addDays(today, -1),
    stages: stages.map((stage) => ({ stage, ...expectedVolume(volumes[stage], today) })),
    allStages: expectedVolume(summed(volumes), today),
  };
}

/** What is said in place of a forecast. @param learning why there is none: what comes after “Learning, ” */
export function noVolumeForecast(today: string, learning: string): VolumeForecast {
  return {
    asOf: addDays(today, -1),
    stages: stages.map((stage) => ({ stage, ...nothingYet(learning) })),
    allStages: nothingYet(learning),
  };
}

function nothingYet(learning: string): ExpectedVolume {
  return { learning, days: [], busiestHour: null };
}

/** Days, hours and the busiest of them are forecast each by itself: neither says much about the others. */
function expectedVolume(counts: ArrayLike<number>, today: string): ExpectedVolume {
  const known = knownDays(counts);
  const { days, daysByTheHour, pastDaysOfHours, fewestWeeks } = volumeSettings;
  const weeks = Math.floor(known.length / daysOfWeek);
  if (weeks < fewestWeeks) return nothingYet(`${weeks} of ${fewestWeeks} weeks so far`);
  const firstDay = dayNumber(today) - known.length;
  const recent = known.slice(-pastDaysOfHours);
  const hours = expectedCounts(
    {
      values: recent.flat(),
      ...hourlyShape((dayNumber(today) - recent.length) * hoursOfDay),
    },
    daysByTheHour * hoursOfDay,
  );
  const sums = expectedCounts({ values: known.map(sumOf), ...dailyShape(firstDay) }, days);
  const { step, hour, median, within80, within95 } = busiestHour(known, firstDay, days);
  return {
    days: sums.map((sum, ahead) => ({
      ...{ day: addDays(today, ahead), ...sum },
      hours: hours.slice(ahead * hoursOfDay, (ahead + 1) * hoursOfDay),
    })),
    busiestHour: {
      ...{ median: rounded(median), within80: roundedUp(within80) },
      within95: within95 === null ? null : roundedUp(within95),
      ...{ day: addDays(today, step), hour },
    },
  };
}

function expectedCounts(series: VolumeSeries, steps: number): readonly ExpectedCount[] {
  const { expected, interval } = volumeForecast(series, steps);
  const in80 = interval(0.8);
  return expected.map((value, step) => ({ expected: rounded(value), in80: outwards(in80[step]) }));
}

/** The hours of each day after the first on which something happened, which need not have been whole. */
function knownDays(counts: ArrayLike<number>): readonly DayOfHours[] {
  const all = Array.from(counts);
  const first = all.findIndex((count) => count > 0);
  if (first === -1) return [];
  const days: DayOfHours[] = [];
  const begin = (Math.floor(first / hoursOfDay) + 1) * hoursOfDay;
  for (let at = begin; at + hoursOfDay <= all.length; at += hoursOfDay)
    days.push(all.slice(at, at + hoursOfDay));
  return days;
}

function summed(volumes: HourlyVolumes): Float64Array {
  const length = Math.max(...stages.map((stage) => volumes[stage].length));
  return Float64Array.from({ length }, (_, hour) =>
    stages.reduce((sum, stage) => sum + (volumes[stage][hour] ?? 0), 0),
  );
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What arithmetic may be off by, so that a whole number stays itself. */
const hair = 1e-6;

function outwards({ low, high }: Interval = { low: 0, high: 0 }): Interval {
  return { low: Math.floor(low + hair), high: roundedUp(high) };
}

function roundedUp(value: number): number {
  return Math.ceil(value - hair);
}

/** To one place. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
