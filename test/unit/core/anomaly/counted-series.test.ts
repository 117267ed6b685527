import { describe, expect, test } from 'vitest';
import {
  countedSeries,
  localHour,
  momentOfHour,
} from '../../../../functions/core/analytics/anomaly/counted-series.ts';
import { zoneOffsets } from '../../../../functions/core/values/zone-offsets.ts';

const hourMs = 3_600_000;
const at = (time: string) => Date.parse(`${time}:00:00.000Z`);
const zone = zoneOffsets('Europe/Amsterdam');
if (!zone) throw new Error('There is no such zone');
/** One event in each hour. */
const each = (from: number, until: number) =>
  Array.from({ length: (until - from) / hourMs }, (_, index) => ({ at: from + index * hourMs, count: 1 }));
const hoursOf = (time: string) => Math.floor(at(time) / hourMs);

describe('Given counts by hours of UTC, in Amsterdam', () => {
  test('When hours lack counts, Then they are 0 from the first to the last known one', () => {
    const known = { from: at('2026-05-04T22'), until: at('2026-05-05T02') };
    const counted = [
      { at: at('2026-05-04T23'), count: 3 },
      { at: at('2026-05-04T23'), count: 4 },
    ];
    expect(countedSeries(counted, known, zone, 'hour')).toEqual({
      firstHour: hoursOf('2026-05-05T00'),
      values: [0, 7, 0, 0],
    });
  });

  test('When days are summed, Then they are those of the zone, and whole ones only', () => {
    const known = { from: at('2026-05-04T21'), until: at('2026-05-07T21') };
    const { firstHour, values, hoursPerDay } = countedSeries(
      each(known.from, known.until),
      known,
      zone,
      'day',
    );
    expect(firstHour).toBe(hoursOf('2026-05-05T00'));
    expect(values.filter((value) => value !== undefined)).toEqual([24, 24]);
    expect(values).toHaveLength(48);
    expect(hoursPerDay).toBe(1);
  });

  test('When clocks change, Then a day has 23 or 25 hours', () => {
    for (const [from, until, hours] of [
      ['2026-03-28T23', '2026-03-29T22', 23],
      ['2026-10-24T22', '2026-10-25T23', 25],
    ] as const) {
      const known = { from: at(from), until: at(until) };
      expect(countedSeries(each(known.from, known.until), known, zone, 'day').values[0]).toBe(hours);
    }
  });

  test('When there is nothing, Then the series is empty', () => {
    const known = { from: at('2026-05-04T22'), until: at('2026-05-04T22') };
    for (const bucket of ['hour', 'day'] as const)
      expect(countedSeries([], known, zone, bucket).values).toEqual([]);
  });

  test('When an hour of the clock is asked for, Then its moment shows that hour', () => {
    for (let ms = at('2026-03-20T00'); ms < at('2026-11-05T00'); ms += hourMs) {
      const hour = localHour(ms, zone);
      expect(localHour(momentOfHour(hour, zone), zone)).toBe(hour);
    }
  });
});
