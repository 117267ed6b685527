import { DateTime } from 'luxon';
import { isInstant } from '../functions/core/invoice/instant.ts';
import { bucketMs, type Period } from './kpi-reader.ts';

/** The lengths of time that are offered, in days up to today. */
export const offeredDays = [7, 30, 90, 365] as const;
const usualDays = 30;

/** The parts of the calendar that are offered, by the names that addresses have for them. */
export const calendarTitles = {
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-quarter': 'This quarter',
  'last-quarter': 'Last quarter',
  'this-year': 'This year',
  'last-year': 'Last year',
} as const;
export type CalendarPeriod = keyof typeof calendarTitles;

/** Their unit; one that is under way ends with today. */
const calendar: Readonly<Record<CalendarPeriod, { unit: CalendarUnit; isOver: boolean }>> = {
  'this-month': { unit: 'month', isOver: false },
  'last-month': { unit: 'month', isOver: true },
  'this-quarter': { unit: 'quarter', isOver: false },
  'last-quarter': { unit: 'quarter', isOver: true },
  'this-year': { unit: 'year', isOver: false },
  'last-year': { unit: 'year', isOver: true },
};
type CalendarUnit = 'month' | 'quarter' | 'year';
const monthsIn: Readonly<Record<CalendarUnit, number>> = { month: 1, quarter: 3, year: 12 };

/**
 * So many days up to today, a part of the calendar, or from one day to another, both included
 * (`YYYY-MM-DD`). All days are those of UTC.
 */
export type ViewPeriod =
  | { readonly days: number }
  | { readonly calendar: CalendarPeriod }
  | { readonly from: string; readonly to: string };

/** The names under which an address may ask for a period. */
export const periodNames: readonly string[] = ['last', 'period', 'from', 'to'];

/** The period that an address asks for; the usual one if it says none that has a meaning. */
export function periodFrom(parameters: URLSearchParams): ViewPeriod {
  const [from, to] = [parameters.get('from') ?? '', parameters.get('to') ?? ''];
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  const name = parameters.get('period') ?? '';
  if (isCalendarPeriod(name)) return { calendar: name };
  const days = Number(/^([1-9]\d{0,3})d$/.exec(parameters.get('last') ?? '')?.[1] ?? usualDays);
  return { days };
}

/** What an address says to ask for the period; nothing for the usual one. */
export function periodParameters(period: ViewPeriod): Readonly<Record<string, string>> {
  if ('calendar' in period) return { period: period.calendar };
  if ('from' in period) return period;
  return period.days === usualDays ? {} : { last: `${period.days}d` };
}

/** Whether it is the name of a part of the calendar. */
export function isCalendarPeriod(name: string): name is CalendarPeriod {
  return Object.hasOwn(calendarTitles, name);
}

/**
 * The time a view is about: whole days in UTC, today included, as the store's days and weeks are.
 * @param now ms since the epoch
 */
export function periodOf(period: ViewPeriod, now: number): Period {
  const today = Math.floor(now / bucketMs.day) * bucketMs.day;
  if ('days' in period) return between(today - (period.days - 1) * bucketMs.day, today + bucketMs.day);
  if ('from' in period) return between(Date.parse(period.from), Date.parse(period.to) + bucketMs.day);
  const { unit, isOver } = calendar[period.calendar];
  const start = inUtc(now).startOf(unit);
  return isOver
    ? between(monthsBefore(start, monthsIn[unit]), start.toMillis())
    : between(start.toMillis(), today + bucketMs.day);
}

/**
 * The period before. Of a part of the calendar it is the part before it: up to the same day of it, or to
 * the end of the month where that has fewer days. Any other is as long, on the same days of the week, and
 * over before the other begins. Of a period that is under way the one before has as much as has passed
 * by the end of the present minute, so that like is held against like.
 * @param now ms since the epoch
 */
export function previousOf(period: ViewPeriod, now: number): Period {
  const { from, to } = periodOf(period, now);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const nextMinute = (Math.floor(now / bucketMs.minute) + 1) * bucketMs.minute;
  const until = now >= start ? Math.min(end, nextMinute) : end;
  if ('calendar' in period) {
    const months = monthsIn[calendar[period.calendar].unit];
    return between(monthsBefore(inUtc(start), months), monthsBefore(inUtc(until), months));
  }
  const back = Math.ceil((end - start) / bucketMs.week) * bucketMs.week;
  return between(start - back, until - back);
}

/** How the period before lies to the other, in words. */
export function comparisonWords(period: ViewPeriod): string {
  if (!('calendar' in period)) return 'as long, on the same days of the week';
  const { unit, isOver } = calendar[period.calendar];
  return isOver
    ? `the ${unit} before it`
    : `as much of the ${unit} before, up to the same day, or to the end of a month that has fewer days`;
}

/** The same day and time so many months before; the end of the month if it has no such day. */
function monthsBefore(at: DateTime, months: number): number {
  const before = at.minus({ months });
  return (before.day < at.day ? before.startOf('month').plus({ months: 1 }) : before).toMillis();
}

function inUtc(ms: number): DateTime {
  return DateTime.fromMillis(ms, { zone: 'utc' });
}

function between(from: number, to: number): Period {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function isDay(text: string): boolean {
  return isInstant(`${text}T00:00:00Z`);
}
