import { weekdayOf } from '../forecast/pay-days.ts';

const dayMs = 86_400_000;
const saturday = 6;
const lastWeekdays = 3;
const middleOfMonth = 15;

/** A part of the month that has a volume of its own. */
export type Season = 'first' | 'middle' | `last-${number}`;

/**
 * The season of a day: the last three weekdays of a month, its first, and the weekday on or before its 15th, on
 * which many pay. None on other days.
 * @param day days since 1970-01-01
 */
export function seasonOf(day: number): Season | undefined {
  if (!isWeekday(day)) return undefined;
  const date = new Date(day * dayMs);
  const monthDay = date.getUTCDate();
  const firstDay = day - monthDay + 1;
  const lastDay = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / dayMs;
  const after = weekdaysBetween(day + 1, lastDay);
  if (after < lastWeekdays) return `last-${after}`;
  if (weekdaysBetween(firstDay, day - 1) === 0) return 'first';
  return day === weekdayUpTo(firstDay + middleOfMonth - 1) ? 'middle' : undefined;
}

function weekdaysBetween(from: number, to: number): number {
  let count = 0;
  for (let day = from; day <= to; day += 1) if (isWeekday(day)) count += 1;
  return count;
}

function weekdayUpTo(day: number): number {
  let found = day;
  while (!isWeekday(found)) found -= 1;
  return found;
}

/** Whether a day is from Monday to Friday. */
export function isWeekday(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== saturday;
}
