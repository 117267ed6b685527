import type { Zone } from '../../values/zone.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What was measured, hour by hour as clocks on the wall show them. */
export interface HourlySeries {
  /** Hours since 1970-01-01 in the zone that people work in. */
  readonly firstHour: number;
  /** One for each hour; none where nothing was measured, and for the hour that summer time skips. */
  readonly values: readonly (number | undefined)[];
  /** Of how many hours of a day there can be a value; 24 unless given. A series of days has 1, at midnight. */
  readonly hoursPerDay?: number;
  /**
   * Whose work it is: people keep weeks and months, of which enough have to be known. Machines have hours of the day,
   * after two days, weekends after three weeks, weekdays after five, and no seasons of the month.
   */
  readonly rhythm?: 'people' | 'machines';
  /** Hours that somebody said were as they should be, however far out: the slots learn them. */
  readonly expectedHours?: ReadonlySet<number>;
}

/** What was measured in an hour that begins at a moment, in ms since the epoch. */
export interface HourValue {
  readonly at: number;
  readonly value: number;
}

/**
 * Values by the clock on the wall: the hour that the end of summer time repeats has the mean of its two.
 * @param between are hours that nothing is told of: 0 where no event is a count of 0
 */
export function hourlySeries(
  hours: readonly HourValue[],
  { offsetAt }: Pick<Zone, 'offsetAt'>,
  between?: number,
): HourlySeries {
  const localHour = (at: number) => Math.floor((at + offsetAt(at) * minuteMs) / hourMs);
  const byHour = new Map<number, number[]>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at, value } of hours) {
    const hour = localHour(at);
    byHour.set(hour, [...(byHour.get(hour) ?? []), value]);
    first = Math.min(first, hour);
    last = Math.max(last, hour);
  }
  if (byHour.size === 0) return { firstHour: 0, values: [] };
  const values = Array.from({ length: last - first + 1 }, (_, index) => {
    const found = byHour.get(first + index);
    return found ? found.reduce((sum, value) => sum + value, 0) / found.length : between;
  });
  return { firstHour: first, values };
}
