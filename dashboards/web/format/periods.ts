import type { Gap } from '../../coverage.ts';
import type { Period } from '../../kpi-reader.ts';

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
  return since === undefined ? 'no data of it' : `data from ${day.format(Date.parse(since))} only`;
}

/** The last day before an instant, in UTC. */
export function formatLastDay(end: string): string {
  return day.format(Date.parse(end) - 1);
}

/** An instant in the zone of who reads it. */
export function formatMoment(instant: string): string {
  return moment.format(Date.parse(instant));
}

/** When figures were read, and in which zone that is said. */
export function formatAsOf(asOf: number | undefined, zone: string): string {
  return asOf === undefined ? 'Not read yet.' : `As of ${moment.format(asOf)}, ${zone}.`;
}
