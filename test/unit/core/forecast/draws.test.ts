import { mean, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { drawingFrom } from '../../../../functions/core/analytics/forecast/places.ts';
import {
  exponential,
  type Key,
  keyOf,
  poisson,
  shock,
  uniform,
} from '../../../../functions/core/analytics/forecast/random.ts';

const draws = 20_000;

function drawn(of: (key: Key) => number): readonly number[] {
  return Array.from({ length: draws }, (_, index) => of(keyOf(1, index)));
}

/** By how many standard errors the mean of such draws may be off: once in 15,000. */
const farOff = 4;

describe('draws of keys that follow one another', () => {
  it.each([
    ['uniform', uniform, 0.5, 1 / 12],
    ['exponential', exponential, 1, 1],
    ['a shock', (key: Key) => shock(key, 0.3), 1, 0.3],
    ['a small Poisson number', (key: Key) => poisson(key, 0.7), 0.7, 0.7],
    ['a large Poisson number', (key: Key) => poisson(key, 90), 90, 90],
  ])('have the mean and the variance of what is %s', (_, of, expected, spread) => {
    const values = [...drawn(of)];
    expect(Math.abs(mean(values) - expected)).toBeLessThan(farOff * Math.sqrt(spread / draws));
    expect(variance(values) / spread).toBeGreaterThan(0.9);
    expect(variance(values) / spread).toBeLessThan(1.1);
  });

  it('have nothing in common with those of the next invoice, or of the next course', () => {
    const centred = (key: Key) => uniform(key) - 0.5;
    const [own, next, course] = [keyOf(1, 5), keyOf(1, 6), keyOf(2, 5)].map((whole) =>
      Array.from({ length: draws }, (_, index) => centred(keyOf(whole, index))),
    );
    for (const other of [next, course, own?.slice(1)]) {
      const products = (other ?? []).map((each, index) => each * (own?.[index] ?? 0));
      expect(Math.abs(mean(products) * 12)).toBeLessThan(farOff / Math.sqrt(draws));
    }
  });

  it('are 1, or nothing, where there is nothing to draw', () => {
    expect([shock(7, 0), poisson(7, 0)]).toEqual([1, 0]);
  });
});

describe('a drawing from some invoices', () => {
  const items = Array.from({ length: 40 }, (_, index) => ({ id: `I-${index}` }));
  const keys = Array.from({ length: draws }, (_, index) => keyOf(3, index));

  it('draws each as often', () => {
    const found = Map.groupBy(keys.map(drawingFrom(items)), (item) => item?.id);
    expect(found.size).toBe(40);
    const spread = Math.sqrt(draws / 40);
    for (const [, each] of found) expect(Math.abs(each.length - draws / 40)).toBeLessThan(farOff * spread);
  });

  it('draws the same of all but a few when there is one more', () => {
    const [before, after] = [items, [{ id: 'late' }, ...items]].map(drawingFrom);
    const other = keys.filter((key) => before?.(key) !== after?.(key));
    expect(other.length).toBeGreaterThan(0);
    expect(other.length / draws).toBeLessThan(0.1);
  });

  it('draws nothing from none', () => expect(drawingFrom([])(1)).toBeUndefined());
});
