import { weekdayOf } from '../pay-days.ts';
import type { VolumeSeries } from './volume.ts';

const hoursOfDay = 24;
const hoursOfWeek = 168;
const dayMs = 86_400_000;
const saturday = 6;

/** What hours or days have in common, whatever is counted. */
export type VolumeShape = Omit<VolumeSeries, 'values'>;

/**
 * Counts by the hour: slots are the hour of the week, then how near the end of the month is. Backtests begin at
 * every hour of the day in turn, and are off by a share of what they expect: 3 where 2 come, 30 where 20 do.
 * @param firstHour of the series: hours since 1970-01-01, in the zone that people work in
 */
export function hourlyShape(firstHour: number): VolumeShape {
  const dayOf = (step: number) => Math.floor((firstHour + step) / hoursOfDay);
  return {
    slots: [
      (step) => weekdayOf(dayOf(step)) * hoursOfDay + ((firstHour + step) % hoursOfDay),
      (step) => monthPart(dayOf(step)),
    ],
    ...{ cycle: hoursOfWeek, stride: 13, errorPower: 1, stepsOfDay: hoursOfDay },
  };
}

/**
 * Counts by the day: slots are the weekday, then how near the end of the month is. Chance makes up a part of what
 * a day is off by, and counts for less the more is expected.
 * @param firstDay of the series: days since 1970-01-01
 */
export function dailyShape(firstDay: number): VolumeShape {
  return {
    slots: [(step) => weekdayOf(firstDay + step), (step) => monthPart(firstDay + step)],
    ...{ cycle: 7, errorPower: 0.75, stepsOfDay: 1 },
  };
}

/** Most months end within so many weekdays, as far as invoices notice. */
const lastWeekdays = 4;
/** All other days. */
const between = lastWeekdays;
const weekend = lastWeekdays + 1;

/** How many weekdays of the month come after a day, as long as they are few. */
function monthPart(day: number): number {
  if (isWeekend(day)) return weekend;
  const date = new Date(day * dayMs);
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / dayMs;
  let left = 0;
  for (let later = day + 1; later <= last && left < lastWeekdays; later += 1)
    if (!isWeekend(later)) left += 1;
  return Math.min(left, between);
}

function isWeekend(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === saturday;
}
