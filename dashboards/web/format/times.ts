import { daysBetween } from '../../../functions/core/invoice/dates.ts';
import { epochMs } from '../../../functions/core/invoice/instant.ts';

/** How much of an instant is shown. */
export type TimeForm = 'time' | 'minute' | 'hour' | 'day' | 'full' | 'utcDay';

const formats: Readonly<Record<TimeForm, Intl.DateTimeFormat>> = {
  time: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  minute: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  hour: new Intl.DateTimeFormat(undefined, {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  }),
  day: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }),
  full: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }),
  utcDay: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
};
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** An RFC 3339 instant in local time; with `utcDay`, its day in UTC. */
export function formatInstant(instant: string, form: TimeForm): string {
  const parsed = new Date(epochMs(instant));
  return Number.isNaN(parsed.getTime()) ? instant : formats[form].format(parsed);
}

/** The day of the week just before an instant, in a zone: `Friday`. */
export function formatWeekday(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone }).format(epochMs(instant) - 1);
}

/** The same instant in UTC, to compare with a log. */
export function utcOf(instant: string): string {
  const parsed = new Date(epochMs(instant));
  return Number.isNaN(parsed.getTime())
    ? instant
    : `${parsed.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** A calendar date (`2026-03-31`): it has no time zone, so none is applied. */
export function formatDate(day: string): string {
  const parsed = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? day : date.format(parsed);
}

/** Whole days from today's local date to a calendar date; negative when it has passed. */
export function daysUntil(day: string, now: Date): number {
  const local = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return daysBetween(local.map((part) => String(part).padStart(2, '0')).join('-'), day);
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** So many days from now, in words: `tomorrow`, `in 12 days`, `3 days ago`. */
export function formatDaysAway(days: number): string {
  return relative.format(days, 'day');
}
