import { weekdayOf } from '../pay-days.ts';
import type { SlotOf } from './profile.ts';

const hoursOfDay = 24;
const hoursOfWeek = 168;
const dayMs = 86_400_000;
const saturday = 6;

/** Cycles of what is counted by the hour and by the day. */
export const hourlyCycle = hoursOfWeek;
export const dailyCycle = 7;

/**
 * Slots of hours: the hour of the week, then how near the end of the month is.
 * @param firstHour of the series: hours since 1970-01-01, in the zone that people work in
 */
export function hourlySlots(firstHour: number): readonly SlotOf[] {
  const dayOf = (step: number) => Math.floor((firstHour + step) / hoursOfDay);
  return [
    (step) => weekdayOf(dayOf(step)) * hoursOfDay + ((firstHour + step) % hoursOfDay),
    (step) => monthPart(dayOf(step)),
  ];
}

/**
 * Slots of days: the weekday, then how near the end of the month is.
 * @param firstDay of the series: days since 1970-01-01
 */
export function dailySlots(firstDay: number): readonly SlotOf[] {
  return [(step) => weekdayOf(firstDay + step), (step) => monthPart(firstDay + step)];
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
