import type { Zone } from '../../values/zone.ts';
import { type HourlySeries, hourlySeries } from './hourly-series.ts';

export const hourMs = 3_600_000;
const minuteMs = 60_000;
const hoursOfDay = 24;

/** The steps in which a metric is judged. */
export const buckets = ['hour', 'day'] as const;
export type Bucket = (typeof buckets)[number];

/** Hours of a step. */
export const bucketHours = { hour: 1, day: hoursOfDay } as const satisfies Record<Bucket, number>;

/** How many of something happened in an hour that begins at a moment, in ms since the epoch. */
export interface Counted {
  readonly at: number;
  readonly count: number;
}

/** The hours that counts are known of, in ms since the epoch: without counts they are 0. */
export interface KnownHours {
  readonly from: number;
  readonly until: number;
}

/** Counts by the hour, or of whole days, by the clock on the wall; a day that is not over is left out. */
export function countedSeries(
  counted: readonly Counted[],
  { from, until }: KnownHours,
  zone: Pick<Zone, 'offsetAt'>,
  bucket: Bucket,
): HourlySeries {
  const byHour = new Map<number, number>();
  for (const { at, count } of counted) byHour.set(at, (byHour.get(at) ?? 0) + count);
  const hours = Array.from({ length: Math.max(0, (until - from) / hourMs) }, (_, index) => {
    const at = from + index * hourMs;
    return { at, value: byHour.get(at) ?? 0 };
  });
  return bucket === 'hour' ? hourlySeries(hours, zone) : dailySeries(hours, zone);
}

/** The sum of each day at its midnight, and nothing at its other hours. */
function dailySeries(
  hours: readonly { readonly at: number; readonly value: number }[],
  zone: Pick<Zone, 'offsetAt'>,
): HourlySeries {
  const dayOf = (at: number) => Math.floor(localHour(at, zone) / hoursOfDay);
  const days = new Map<number, number>();
  for (const { at, value } of hours) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + value);
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return { firstHour: 0, values: [] };
  // Days that are not known from their first hour to their last say nothing.
  const begin = dayOf(first.at) === dayOf(first.at - hourMs) ? dayOf(first.at) + 1 : dayOf(first.at);
  const end = dayOf(last.at + hourMs);
  const values = Array.from({ length: Math.max(0, end - begin) * hoursOfDay }, (_, index) =>
    index % hoursOfDay === 0 ? (days.get(begin + index / hoursOfDay) ?? 0) : undefined,
  );
  return { firstHour: begin * hoursOfDay, values, hoursPerDay: 1 };
}

/** Hours since 1970-01-01 as clocks in the zone show them. */
export function localHour(at: number, { offsetAt }: Pick<Zone, 'offsetAt'>): number {
  return Math.floor((at + offsetAt(at) * minuteMs) / hourMs);
}

/** When clocks in the zone begin to show such an hour, ms since the epoch; of a skipped one, when it would be. */
export function momentOfHour(hour: number, { offsetAt }: Pick<Zone, 'offsetAt'>): number {
  const local = hour * hourMs;
  const roughly = local - offsetAt(local) * minuteMs;
  return local - offsetAt(roughly) * minuteMs;
}
