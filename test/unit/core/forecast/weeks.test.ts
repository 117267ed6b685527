import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paidByWeek } from '../../../../functions/core/analytics/forecast/cash-flow.ts';
import {
  type PaymentWeek,
  paymentWeeks,
  summedWeeks,
} from '../../../../functions/core/analytics/forecast/payment-weeks.ts';
import { firstDayOf, weekOfDay } from '../../../../functions/core/analytics/forecast/weeks.ts';
import { paidOnThursdays, start } from './payables.ts';

const layouts = fc.record({
  origin: fc.integer({ min: start, max: start + 300 }),
  firstDays: fc.integer({ min: 1, max: 7 }),
});

describe('Given weeks of which the first may be a part', () => {
  it('When a week begins, Then the day before is always in the one before', () => {
    fc.assert(
      fc.property(layouts, fc.integer({ min: 0, max: 60 }), (layout, week) => {
        expect(weekOfDay(firstDayOf(week, layout), layout)).toBe(week);
        expect(weekOfDay(firstDayOf(week, layout) - 1, layout)).toBe(week - 1);
      }),
    );
  });

  it('When one follows another, Then it is always as long as it says, or whole', () => {
    fc.assert(
      fc.property(layouts, fc.integer({ min: 0, max: 60 }), (layout, week) => {
        const days = firstDayOf(week + 1, layout) - firstDayOf(week, layout);
        expect(days).toBe(week === 0 ? layout.firstDays : 7);
      }),
    );
  });

  it('When payments are counted, Then no day is ever in two weeks, or in none', () => {
    const payables = paidOnThursdays(260);
    fc.assert(
      fc.property(layouts, (layout) => {
        const [end, weeks] = [firstDayOf(9, layout), paidByWeek(payables, layout, 9)];
        const paid = payables.filter(({ paidOn = 0 }) => paidOn > layout.origin && paidOn < end);
        expect(weeks.reduce((sum, { total }) => sum + total, 0)).toBe(paid.length * 100);
      }),
    );
  });

  it('When a part has no pay day, Then next to nothing is expected of it', () => {
    // Day 200 is a Thursday; after it come three days without a run.
    const options = { origin: start + 200, firstDays: 2, weeks: 3, paths: 80, seed: 1 };
    const [part, whole] = paymentWeeks(paidOnThursdays(260), options);
    const meanOf = (week: PaymentWeek | undefined) =>
      (week?.total ?? new Float64Array()).reduce((sum, each) => sum + each, 0) / options.paths;
    expect(meanOf(part)).toBeLessThan(60);
    expect(meanOf(whole)).toBeGreaterThan(500);
  });
});

const courses = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 4, maxLength: 4 });
const week = courses.map((values): PaymentWeek => {
  const of = Float64Array.from(values);
  return { open: of, toCome: of.map((each) => each * 2), total: of.map((each) => each * 3) };
});
const simulations = fc.array(
  fc.record({
    weeks: fc.array(week, { minLength: 2, maxLength: 2 }),
    factor: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 4 },
);

describe('Given simulations of several currencies', () => {
  it('When they are added up, Then it is always course by course', () => {
    fc.assert(
      fc.property(simulations, (parts) => {
        const sums = summedWeeks(parts);
        for (const [at, { open, toCome, total }] of sums.entries())
          for (let path = 0; path < 4; path += 1) {
            const own = parts.map(({ weeks, factor }) => (weeks[at]?.open[path] ?? 0) * factor);
            const sum = own.reduce((all, each) => all + each, 0);
            expect([open[path], toCome[path], total[path]]).toEqual([sum, sum * 2, sum * 3]);
          }
        expect(sums).toHaveLength(2);
      }),
    );
  });

  it('When there is none, Then there is no sum', () => {
    expect(summedWeeks([])).toEqual([]);
  });
});
