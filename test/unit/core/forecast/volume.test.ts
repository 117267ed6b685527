import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailyShape, hourlyShape } from '../../../../functions/core/analytics/forecast/volume/slots.ts';
import { tamed } from '../../../../functions/core/analytics/forecast/volume/tame.ts';
import { volumeForecast } from '../../../../functions/core/analytics/forecast/volume/volume.ts';
import { dayNumber } from '../../../../functions/core/invoice/dates.ts';
import { start } from './payables.ts';

const week = [5, 40, 60, 50, 45, 30, 2];

describe('days of a week that comes again and again', () => {
  const values = Array.from({ length: 28 * 7 }, (_, step) => week[step % 7] ?? 0);
  const forecast = volumeForecast({ values, ...dailyShape(start) }, 14);

  it('are expected once more', () => {
    for (const [step, value] of forecast.expected.entries()) {
      expect(value).toBeGreaterThan((week[step % 7] ?? 0) * 0.85 - 1);
      expect(value).toBeLessThan((week[step % 7] ?? 0) * 1.15 + 1);
    }
  });
});

describe('days that are busier at the end of the month', () => {
  const from = dayNumber('2023-01-01');
  const isWeekend = (day: number) => [0, 6].includes(new Date(day * 86_400_000).getUTCDay());
  const monthOf = (day: number) => new Date(day * 86_400_000).getUTCMonth();
  /** One of the last three weekdays of its month. */
  const isBusy = (day: number) =>
    [1, 2, 3, 4, 5, 6, 7].filter((ahead) => monthOf(day + ahead) === monthOf(day) && !isWeekend(day + ahead))
      .length < 3;
  const values = Array.from({ length: 421 }, (_, step) => {
    if (isWeekend(from + step)) return 2;
    return isBusy(from + step) ? 100 : 40;
  });
  // The series ends on Sunday, 25 February 2024. The month has 29 days.
  const { expected } = volumeForecast({ values, ...dailyShape(from) }, 6);

  it('are expected to be so the next time', () => {
    const isBusyThen = expected.map((value) => value > 55);
    expect(isBusyThen).toEqual([false, true, true, true, false, false]);
  });
});

describe('hours of a week', () => {
  const ofHour = (hour: number) => (hour >= 8 && hour < 18 ? 20 : 1);
  const values = Array.from({ length: 10 * 168 }, (_, step) => ofHour(step % 24));
  const { expected } = volumeForecast({ values, ...hourlyShape(start * 24) }, 24);

  it('are expected to be busy when they were', () => {
    for (const [hour, value] of expected.entries()) {
      expect(value).toBeGreaterThan(ofHour(hour) * 0.8 - 1);
      expect(value).toBeLessThan(ofHour(hour) * 1.2 + 1);
    }
  });
});

const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 20, maxLength: 120 });
const series = (values: readonly number[]) => ({ values, ...dailyShape(start) });

describe('any counts', () => {
  it('always get intervals around what is expected, the wider around the narrower', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const { expected, interval } = volumeForecast(series(values), 7);
        const [half, most, nearlyAll] = [interval(0.5), interval(0.8), interval(0.95)];
        for (const [step, value] of expected.entries()) {
          const [a, b, c] = [half[step], most[step], nearlyAll[step]];
          const lows = [
            c?.low ?? 1,
            b?.low ?? 1,
            a?.low ?? 1,
            value,
            a?.high ?? 0,
            b?.high ?? 0,
            c?.high ?? 0,
          ];
          expect(lows).toEqual(lows.toSorted((x, y) => x - y));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are never expected to be below 0', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const { expected, interval } = volumeForecast(series(values), 7);
        for (const value of [...expected, ...interval(0.95).map(({ low }) => low)])
          expect(value).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });

  it('always give twice as much when they are twice as much', () => {
    fc.assert(
      fc.property(counts, (values) => {
        // Of few events, one more is no outlier.
        const { stepsOfDay: _, ...shape } = dailyShape(start);
        const once = volumeForecast({ values, ...shape }, 7).expected;
        const twice = volumeForecast({ values: values.map((value) => value * 2), ...shape }, 7).expected;
        for (const [step, value] of once.entries()) expect(twice[step]).toBeCloseTo(2 * value, 6);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a trend', () => {
  const values = Array.from({ length: 100 }, (_, step) => 100 + 5 * step);
  const { expected, interval } = volumeForecast({ values, slots: [], cycle: 1 }, 5);

  it('is expected to go on, damped', () => {
    expect(expected[4]).toBeGreaterThan(605);
    expect(expected[4]).toBeLessThan(625);
  });

  it('that may go below 0 has intervals that may', () => {
    const falling = volumeForecast({ values: values.map((value) => 580 - value), slots: [], cycle: 1 }, 5);
    expect(falling.interval(0.95)[4]?.low).toBeLessThan(0);
    expect(interval(0.95)[4]?.low).toBeGreaterThan(0);
  });
});

describe('days of which the busy ones are off by more', () => {
  const isWeekend = (step: number) => step % 7 >= 5;
  // Each weekday has a third more or less than the one before.
  const values = Array.from({ length: 350 }, (_, step) =>
    isWeekend(step) ? (step % 2) + 1 : 90 + 30 * (Math.floor(step / 2) % 2),
  );
  const widths = (shape: Partial<ReturnType<typeof dailyShape>>) =>
    volumeForecast({ values, ...dailyShape(start), ...shape }, 7)
      .interval(0.8)
      .map(({ low, high }) => high - low);

  it('have narrow intervals where little is expected, and wide ones where much is', () => {
    const [weekday = 0, saturday = 0] = [widths({})[1], widths({})[5]];
    expect(saturday).toBeLessThan(10);
    expect(weekday).toBeGreaterThan(25);
  });

  it('have intervals that are alike when errors are taken for such', () => {
    const [saturday = 0, alike = 0] = [widths({})[5], widths({ errorPower: 0 })[5]];
    expect(alike).toBeGreaterThan(2 * saturday);
  });
});

describe('days the last of which had an outage', () => {
  const usual = Array.from({ length: 28 * 7 }, (_, step) => week[step % 7] ?? 0);
  const of = (counts: readonly number[]) => volumeForecast({ values: counts, ...dailyShape(start) }, 7);

  it('are not expected to have one again', () => {
    const { expected } = of([...usual.slice(0, -1), 700]);
    for (const [step, value] of expected.entries()) expect(value).toBeLessThan((week[step] ?? 0) * 1.35 + 4);
  });

  it('are followed where they have become more for good', () => {
    const doubled = usual.map((count, step) => (step >= 20 * 7 ? 2 * count : count));
    expect(of(doubled).expected[2]).toBeGreaterThan(105);
  });
});

describe('counts that are tamed', () => {
  const last = (before: readonly number[], stepsOfDay = 1) => [...tamed([...before, 100], stepsOfDay)].at(-1);
  const days = (count: number, each = 10) => new Array<number>(count).fill(each);

  it('are cut to little more than the highest of eight weeks, from five on', () => {
    expect(last(days(34))).toBe(100);
    expect(last(days(35))).toBe(14.5);
    expect(last([20, ...days(55)])).toBe(27);
    expect(last([20, ...days(56)])).toBe(14.5);
  });

  it('are compared with the same hour of other days', () => {
    const hours = Array.from({ length: 40 * 2 }, (_, hour) => (hour % 2 === 0 ? 60 : 4));
    expect(last(hours, 2)).toBe(77);
    expect(last([...hours, 60], 2)).toBe(7);
  });

  it('are compared with what was cut itself: one outlier makes no room for more', () => {
    expect(last([...days(36), 100])).toBe(14.5 * 1.25 + 2);
  });

  it('are as they were while nothing is unusual', () => {
    expect([...tamed([...days(40), 12], 1)]).toEqual([...days(40), 12]);
  });
});

describe('steps of which some were unusual long ago', () => {
  const values = Array.from({ length: 600 }, (_, step) =>
    step >= 380 && step < 420 ? 10 + 40 * (step % 2) : 10,
  );
  const high = (stride: number) =>
    volumeForecast({ values, slots: [], cycle: 1, stride }, 2).interval(0.95)[0]?.high ?? 0;

  it('are in intervals as far as backtests reach', () => {
    expect(high(1)).toBeLessThan(12);
    expect(high(2)).toBeGreaterThan(15);
  });
});

describe('the highest of some steps', () => {
  it('knows of the last step that is known', () => {
    const values = [...new Array<number>(300).fill(10), 50];
    const { within } = volumeForecast({ values, slots: [], cycle: 1 }, 2).highest();
    expect(within(0.8)).toBeLessThan(40);
    expect(within(0.999)).toBeGreaterThan(45);
  });
});

describe('too little to go by', () => {
  it.each([[[]], [[7]], [[7, 9, 8]]])('%j gives a forecast all the same', (values: number[]) => {
    const { expected } = volumeForecast(series(values), 3);
    expect(expected).toHaveLength(3);
    for (const value of expected) expect(value).toBeGreaterThanOrEqual(0);
  });
});
