import { DateTime } from 'luxon';
import type { Bucket, Period } from '../../../dashboards/kpi-reader.ts';

/** Nanoseconds since the epoch of an RFC 3339 instant; a leap second is the second after it. */
export function nanosOf(instant: string): bigint {
  const [, day, clock, second = '', fraction = '', offset] =
    /^(.{10})T(.{5}):(..)(?:\.(\d+))?(Z|[+-].{5})$/.exec(instant) ?? [];
  const minute = DateTime.fromISO(`${day}T${clock}:00${offset}`, { setZone: true }).toMillis();
  return BigInt(minute + Number(second) * 1_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** Milliseconds since the epoch, what is below them cut off. */
export function msOf(nanos: bigint): number {
  return Number(nanos / 1_000_000n);
}

/** The beginning of the minute, …, week (from Monday) or month that a time is in; UTC. */
export function bucketOf(ms: number, bucket: Bucket): string {
  return DateTime.fromMillis(ms, { zone: 'utc' }).startOf(bucket).toJSDate().toISOString();
}

/** The ends of the minutes, …, months that a period reaches into, the last one not after the period's. */
export function stepsOf(
  { from, to }: Period,
  bucket: Bucket,
): readonly { readonly at: string; readonly end: number }[] {
  const steps: { at: string; end: number }[] = [];
  const until = DateTime.fromISO(to, { zone: 'utc' });
  let start = DateTime.fromISO(from, { zone: 'utc' }).startOf(bucket);
  while (start < until) {
    const next = start.plus({ [bucket]: 1 });
    steps.push({ at: start.toJSDate().toISOString(), end: Math.min(next.toMillis(), until.toMillis()) });
    start = next;
  }
  return steps;
}

/** The day (UTC) of the last millisecond before a time. */
export function dayBefore(ms: number): string {
  return new Date(ms - 1).toISOString().slice(0, 10);
}

function calendarDay(day: string): DateTime {
  return DateTime.fromISO(day, { zone: 'utc' });
}

/** The calendar day a number of days later. */
export function plusDays(day: string, days: number): string {
  return calendarDay(day).plus({ days }).toFormat('yyyy-MM-dd');
}

/** The last day of the month. */
export function monthEnd(day: string): string {
  return calendarDay(day).endOf('month').toFormat('yyyy-MM-dd');
}

/** Days from one calendar day to another; negative when the second is earlier. */
export function daysFromTo(from: string, to: string): number {
  return calendarDay(to).diff(calendarDay(from), 'days').days;
}

/** A day as the instant that decides which period it is in: its midnight, UTC. */
export function midnight(day: string): number {
  return calendarDay(day).toMillis();
}
