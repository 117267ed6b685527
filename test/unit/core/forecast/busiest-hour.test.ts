import { describe, expect, it } from 'vitest';
import { busiestHour } from '../../../../functions/core/analytics/forecast/volume/busiest-hour.ts';
import { dayNumber } from '../../../../functions/core/invoice/dates.ts';

/** A Monday. */
const today = dayNumber('2026-03-02');

/** So many days before today, each with a count in one of its hours. */
function daysOf(days: number, at: (daysAgo: number) => readonly [hour: number, count: number]) {
  return Array.from({ length: days }, (_, step) => {
    const [hour, count] = at(days - step);
    return Array.from({ length: 24 }, (_none, each) => (each === hour ? count : 0));
  });
}

const forecastOf = (days: number, at: Parameters<typeof daysOf>[1]) =>
  busiestHour(daysOf(days, at), today - days, 14);

describe('Given days that are all alike', () => {
  it('When half a year is known, Then the busiest hour is theirs', () => {
    const { hour, ...counts } = forecastOf(182, () => [10, 60]);
    expect(hour).toBe(10);
    expect(counts).toMatchObject({ median: 60, within80: 60, within95: 60 });
  });

  it('When less is known, Then nothing is said of rare cases', () => {
    expect(forecastOf(181, () => [10, 60])).toMatchObject({ within80: 60, within95: null });
  });
});

describe('Given weekdays that differ', () => {
  const at = (daysAgo: number) => (daysAgo % 7 === 0 ? ([16, 90] as const) : ([10, 60] as const));

  it('When Mondays are the busiest, Then day and hour are those of a Monday', () => {
    const { step, hour, median } = forecastOf(200, at);
    expect([step % 7, hour]).toEqual([0, 16]);
    expect(median).toBeGreaterThan(85);
    expect(median).toBeLessThan(95);
  });
});

describe('Given a weekday in the middle of the week that is the busiest', () => {
  const at = (daysAgo: number) => (daysAgo % 7 === 5 ? ([16, 90] as const) : ([10, 60] as const));

  it('When the hour is named, Then it is that of such a weekday', () => {
    const { step, hour } = forecastOf(200, at);
    expect([step % 7, hour]).toEqual([2, 16]);
  });
});

describe('Given a bound of the busiest hour', () => {
  /** Every third week has a much busier Wednesday. */
  const at = (daysAgo: number) => [9, daysAgo % 21 === 5 ? 100 : 20] as const;

  it('When weeks differ, Then it is that of all days together', () => {
    const { median, within80, within95 } = forecastOf(300, at);
    expect(median).toBeGreaterThan(20);
    expect(within80).toBeGreaterThanOrEqual(100);
    expect(within95).toBeGreaterThanOrEqual(within80);
  });
});

describe('Given hours that differ from day to day', () => {
  it('When the hour has changed, Then it is that of the last eight weeks', () => {
    const hourSince = (days: number) => forecastOf(300, (daysAgo) => [daysAgo <= days ? 15 : 8, 60]).hour;
    expect(hourSince(8 * 7)).toBe(15);
    expect(hourSince(6 * 7 + 6)).toBe(15);
    expect(hourSince(2 * 7)).toBe(8);
  });

  it('When there is no usual one, Then none is named', () => {
    expect(forecastOf(300, (daysAgo) => [Math.floor(daysAgo / 7) % 2 === 0 ? 15 : 8, 60]).hour).toBeNull();
    expect(forecastOf(300, (daysAgo) => [daysAgo <= 28 ? 15 : 8, 60]).hour).toBeNull();
  });
});
