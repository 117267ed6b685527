import { DateTime } from 'luxon';
import type { Gap, ShortLook } from '../../coverage.ts';
import { bucketMs, type Period } from '../../kpi-reader.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** From the first to the last day of a period, in UTC: `1–30 Nov 2026`. */
export function formatPeriod({ from, to }: Period): string {
  return day.formatRange(Date.parse(from), Date.parse(to) - 1);
}

/** The same, with the time of the last day that it ends at, unless that is over: `1–27 Oct 2026 up to 09:31`. */
export function formatDaysUpTo(period: Period): string {
  const time = period.to.slice(11, 16);
  return time === '00:00' ? formatPeriod(period) : `${formatPeriod(period)} up to ${time}`;
}

/** What a cell lacks of a period: `data from 14 Oct 2026 only`. */
export function gapWords({ since }: Gap): string {
  return since === undefined ? 'no data of these days' : `data from ${day.format(Date.parse(since))} only`;
}

/** How little a figure has to look back at, beside it. */
export function shortLookWords({ days, of }: ShortLook): string {
  return `from ${days} of ${of} days only`;
}

/** The same, with what follows from it. */
export function shortLookSentence({ days, of }: ShortLook): string {
  return `There are data of ${days} of the ${of} days that it looks back at: until there are all, it is not comparable, and usually too high.`;
}

/** The last day before an instant, in UTC. */
export function formatLastDay(end: string): string {
  return day.format(Date.parse(end) - 1);
}

/**
 * The end of a time, which is no longer in it: the midnight that ends a day is said as the end of that
 * day, of UTC as the page's days are or of the zone of who reads it, and any other end as it is there.
 */
export function formatEnd(end: string, zone: string): string {
  const last = Date.parse(end) - 1;
  if (Date.parse(end) % bucketMs.day === 0) return `the end of ${day.format(last)} (UTC)`;
  const clock = DateTime.fromISO(end, { zone });
  if (clock.startOf('day').equals(clock))
    return `the end of ${inZone({ dateStyle: 'medium' }, zone, last)} (${zone})`;
  return `${inZone({ dateStyle: 'medium', timeStyle: 'short' }, zone, Date.parse(end))}, ${zone}`;
}

function inZone(form: Intl.DateTimeFormatOptions, timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat(undefined, { ...form, timeZone }).format(ms);
}

/** When figures were read, and in which zone that is said. */
export function formatAsOf(asOf: number | undefined, zone: string): string {
  return asOf === undefined ? 'Not read yet.' : `As of ${moment.format(asOf)}, ${zone}.`;
}
