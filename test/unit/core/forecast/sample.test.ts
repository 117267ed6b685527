import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  samplingError,
  sharedOut,
  standingFor,
  unitOf,
} from '../../../../functions/core/analytics/forecast/sample.ts';

const amounts = fc.array(
  fc.integer({ min: 1, max: 100_000_000 }).map((cents) => cents / 100),
  {
    minLength: 1,
    maxLength: 60,
  },
);
const most = fc.integer({ min: 1, max: 70 });
const classesOf = (all: readonly number[]) => all.map((sum) => ({ count: 1, sum }));
const probabilityOf = (amount: number, unit: number) => (unit > 0 ? Math.min(1, Math.abs(amount) / unit) : 1);
const sumOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);

describe('Given any amounts and any size of a sample', () => {
  it('When a unit is found, Then so many are always in the sample on average', () => {
    fc.assert(
      fc.property(amounts, most, (all, size) => {
        const unit = unitOf(classesOf(all), size);
        const expected = sumOf(all.map((amount) => probabilityOf(amount, unit)));
        expect(expected).toBeCloseTo(Math.min(size, all.length), 6);
      }),
    );
  });

  it('When samples are averaged, Then what they stand for is always the sum of all', () => {
    fc.assert(
      fc.property(amounts, most, fc.constantFrom(1, -1), (all, size, sign) => {
        const unit = unitOf(classesOf(all), size);
        const expected = sumOf(
          all.map((amount) => probabilityOf(amount, unit) * standingFor(sign * amount, unit)),
        );
        expect(expected / (sign * sumOf(all))).toBeCloseTo(1, 9);
      }),
    );
  });

  it('When they come in another order, Then the unit is always the same', () => {
    const shuffled = amounts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, most, ([all, others], size) => {
        expect(unitOf(classesOf(others), size)).toBe(unitOf(classesOf(all), size));
      }),
    );
  });
});

describe('Given a large amount among small ones', () => {
  const all = [1_000, ...Array.from({ length: 90 }, () => 1)];

  it('When few are in the sample, Then the large one is, and stands for itself', () => {
    const unit = unitOf(classesOf(all), 10);
    expect(unit).toBe(10);
    expect(standingFor(1_000, unit)).toBe(1_000);
    expect(standingFor(1, unit)).toBe(10);
  });

  it('When it is asked what the sample may be off by, Then the large one adds nothing', () => {
    expect(samplingError([1_000], 10)).toBe(0);
    // Nine of ninety ones, of which each is in it with a tenth: the variance is 90 · 0.1 · 0.9 · 10².
    expect(samplingError([1_000, ...Array.from({ length: 9 }, () => 1)], 10) ** 2).toBeCloseTo(810);
  });
});

describe('Given amounts of nothing', () => {
  it('When a unit is found, Then everything that has an amount is in the sample', () => {
    expect(unitOf([{ count: 5, sum: 0 }], 2)).toBe(0);
    expect(
      unitOf(
        [
          { count: 5, sum: 0 },
          { count: 1, sum: 3 },
        ],
        2,
      ),
    ).toBe(0);
    expect(unitOf([], 2)).toBe(0);
    expect(standingFor(3, 0)).toBe(3);
  });
});

describe('Given currencies that share places', () => {
  it('When some want less than their share, Then the others have the rest', () => {
    expect(sharedOut(60, [5, 100, 10, 200])).toEqual([5, 22, 10, 23]);
    expect(sharedOut(60, [20, 20, 20])).toEqual([20, 20, 20]);
    expect(sharedOut(60, [])).toEqual([]);
  });

  it('When any of them want some, Then never more are granted than there are or wanted', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.array(fc.nat(500), { maxLength: 12 }), (places, wanted) => {
        const granted = sharedOut(places, wanted);
        expect(granted.every((each, index) => each <= (wanted[index] ?? 0))).toBe(true);
        expect(sumOf(granted)).toBe(Math.min(places, sumOf(wanted)));
      }),
    );
  });
});
