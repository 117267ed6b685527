import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBinOf, ageBins } from '../../../../functions/core/analytics/forecast/ages.ts';
import { corrected, correctionOf } from '../../../../functions/core/analytics/forecast/conformal.ts';
import {
  cellOf,
  expose,
  hazardTable,
  noExposure,
} from '../../../../functions/core/analytics/forecast/hazard.ts';
import { paymentModel } from '../../../../functions/core/analytics/forecast/model.ts';
import {
  dayClasses,
  dayClassesOf,
  dayClassOf,
  weekdayOf,
  weekdayOfClass,
} from '../../../../functions/core/analytics/forecast/pay-days.ts';
import { runShocks } from '../../../../functions/core/analytics/forecast/run-shocks.ts';
import { vendorShifts } from '../../../../functions/core/analytics/forecast/vendor-shift.ts';
import { dayNumber } from '../../../../functions/core/invoice/dates.ts';
import { paidOnThursdays, start, thursday } from './payables.ts';

describe('the class of a day', () => {
  it.each([
    ['2024-02-29', 'Thursday', '2024-03-28', true],
    ['2024-02-01', 'Thursday', '2024-03-07', true],
    ['2024-02-08', 'Thursday', '2024-03-14', true],
    ['2024-02-29', 'Thursday', '2024-02-22', false],
    ['2024-02-15', 'Thursday', '2024-02-22', true],
    ['2024-02-29', 'not a Friday', '2024-02-23', false],
  ])('of %s (%s) and %s is the same: %s', (one, _, other, isSame) => {
    expect(dayClassOf(dayNumber(one)) === dayClassOf(dayNumber(other))).toBe(isSame);
  });

  it('always has its weekday', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => {
        expect(weekdayOf(day)).toBe(new Date(day * 86_400_000).getUTCDay());
        expect(weekdayOfClass(dayClassOf(day))).toBe(weekdayOf(day));
      }),
    );
  });
});

describe('ages', () => {
  it('never fall into a lower bin than a smaller age', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), (age) => {
        expect(ageBinOf(age + 1)).toBeGreaterThanOrEqual(ageBinOf(age));
        expect(ageBinOf(age)).toBeLessThan(ageBins);
      }),
    );
  });

  it('around the due date have bins of their own', () => {
    expect(new Set([-3, -2, -1, 0, 1, 2, 3].map(ageBinOf)).size).toBe(7);
  });
});

describe('a hazard', () => {
  const days = { from: start, to: start + 6, classes: dayClassesOf(start, start + 6) };
  const daysOf = new Float64Array(dayClasses).fill(1);

  it('of what was never seen is that of all ages', () => {
    const { hazards } = hazardTable(noExposure(), daysOf);
    expect(Math.max(...hazards)).toBe(0);
  });

  it('is drawn from what was paid towards what is usual, by eight invoices', () => {
    const exposure = noExposure();
    // 40 invoices that all wait, and 40 of which each is paid on the last day.
    for (let index = 0; index < 80; index += 1) {
      const paidOn = index < 40 ? undefined : start + 6;
      const payable = {
        id: `I-${index}`,
        vendor: 'V',
        amount: 1,
        kind: 'invoice',
        receivedOn: start + 6,
        paidOn,
      };
      expose(exposure, payable, start + 6, days);
    }
    const cell = cellOf(ageBinOf(0), dayClassOf(start + 6));
    expect(exposure.atRisk[cell]).toBeCloseTo(80);
    const { hazards } = hazardTable(exposure, daysOf);
    expect(hazards[cell]).toBeCloseTo((40 + 8 * 0.5) / (80 + 8));
    // Another age has only the mean to go by, and the class of the day.
    expect(hazards[cellOf(ageBinOf(50), dayClassOf(start + 6))]).toBeCloseTo(0.5);
  });

  it('of Thursdays is all there is where payments go out on Thursdays', () => {
    const { tables } = paymentModel(
      paidOnThursdays(200).filter(({ receivedOn }) => receivedOn <= start + 200),
      start + 200,
    );
    const hazards = tables.get('invoice/due')?.hazards ?? new Float64Array();
    const on = (day: number, age: number) => hazards[cellOf(ageBinOf(age), dayClassOf(day))] ?? 0;
    expect(on(start + thursday, 2)).toBeGreaterThan(0.7);
    for (const other of [0, 1, 2, 3, 5, 6]) expect(on(start + other, 2)).toBeLessThan(0.05);
    expect(on(start + thursday, -10)).toBeLessThan(0.05);
  });
});

describe('vendors', () => {
  const invoices = paidOnThursdays(300).map((each, index) => ({ ...each, vendor: `V-${index % 10}` }));
  const shiftsOf = (late: (vendor: string) => number) =>
    vendorShifts(
      invoices.map((each) => ({ ...each, paidOn: (each.paidOn ?? 0) + late(each.vendor) })),
      start + 400,
    );

  it('that are all paid alike have no shift', () => {
    expect([...shiftsOf(() => 0)]).toEqual([]);
  });

  it('that are paid late have nearly the days by which they are', () => {
    const shifts = shiftsOf((vendor) => (vendor === 'V-3' ? 20 : 0));
    expect([...shifts.keys()]).toContain('V-3');
    // Their mean is 2 days later because of it.
    expect(shifts.get('V-3')).toBeGreaterThanOrEqual(17);
    expect(shifts.get('V-3')).toBeLessThanOrEqual(18);
  });

  it('of whom little is known have a smaller one', () => {
    const few = invoices.map((each, index) => {
      const paidOn = (each.paidOn ?? 0) + (index % 10 < 5 ? 10 : 0);
      return index === 9 ? { ...each, vendor: 'new', paidOn: paidOn + 30 } : { ...each, paidOn };
    });
    const shift = vendorShifts(few, start + 400).get('new') ?? 0;
    expect(shift).toBeGreaterThan(5);
    expect(shift).toBeLessThan(22);
  });
});

describe('shocks of pay runs', () => {
  const days = (paidOf: (week: number) => number) =>
    Array.from({ length: 40 }, (_, week) => ({ day: start + 7 * week, paid: paidOf(week), expected: 50 }));

  it('are none where days differ as counts do', () => {
    expect(runShocks(days((week) => (week % 2 === 0 ? 57 : 43)))[0]).toBe(0);
  });

  it('are what days differ by beyond that, by weekday', () => {
    // 25 or 75 of 50: a variance of 625, of which 50 are the count’s own, ÷ 50².
    const [sunday, monday] = runShocks(days((week) => (week % 2 === 0 ? 25 : 75)));
    expect(sunday).toBeCloseTo((625 - 50) / 2_500);
    expect(monday).toBeCloseTo(sunday ?? 0);
  });
});

describe('the correction of intervals', () => {
  const judgedAt = (actuals: readonly number[]) => [
    actuals.map((actual) => ({ interval: { low: 90, high: 110 }, middle: 100, actual })),
  ];

  it('widens those that values were outside of, less the fewer there are', () => {
    const outside = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 130 : 70));
    expect(correctionOf(judgedAt(outside), 0, 0.8)).toBeCloseTo((20 * 20) / 26);
    expect(correctionOf(judgedAt(outside.slice(0, 2)), 0, 0.8)).toBeCloseTo((20 * 2) / 8);
  });

  it('widens wide ones by all that values were outside of, and narrows them less', () => {
    expect(correctionOf(judgedAt([130, 70]), 0, 0.95)).toBeCloseTo(20);
    expect(correctionOf(judgedAt([101, 101]), 0, 0.95)).toBeCloseTo((-9 * 2) / 8);
  });

  it('narrows those that values were well within of, never past the middle', () => {
    const by = correctionOf(judgedAt(new Array<number>(30).fill(101)), 0, 0.8);
    expect(by).toBeCloseTo((-9 * 30) / 36);
    expect(corrected({ low: 98, high: 103 }, 100, by)).toEqual({ low: 100, high: 100 });
  });

  it('is none where nothing is known', () => {
    expect(correctionOf([[]], 0, 0.95)).toBe(0);
  });

  it('takes in the horizons beside its own, and no other', () => {
    const [wide] = judgedAt(new Array<number>(10).fill(150));
    const none: never[] = [];
    expect(correctionOf([none, none, wide ?? [], none], 1, 0.8)).toBeGreaterThan(0);
    expect(correctionOf([none, none, none, wide ?? []], 1, 0.8)).toBe(0);
  });
});
