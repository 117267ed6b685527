import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Backtest, highestOf } from '../../../../functions/core/analytics/forecast/volume/highest.ts';

/** Backtests that expected 9 at most, of which the highest was so many times as much, 1 added to either. */
const ratios = (...times: readonly number[]): readonly Backtest[] =>
  times.map((each) => ({ expected: [9, 4], actual: [0, each * 10 - 1] }));

describe('Given ten backtests of two steps', () => {
  const backtests = ratios(0.5, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 3);
  const highest = highestOf([99, 20], backtests);

  it('When the middle is asked for, Then half of them were higher', () => {
    expect(highest.median).toBeCloseTo(100 * 1.15 - 1);
  });

  it('When a bound is asked for, Then a finite sample is on the safe side', () => {
    // The ninth of eleven, as 0.8 · (10 + 1) = 8.8.
    expect(highest.within(0.8)).toBeCloseTo(100 * 1.5 - 1);
    expect(highest.within(0.7)).toBeCloseTo(100 * 1.4 - 1);
    expect(highest.within(0.95)).toBeCloseTo(100 * 3 - 1);
  });

  it('When more steps overlap, Then it is the safer', () => {
    // 0.7 · (10 + 14 ÷ 2) = 11.9: there are not as many.
    expect(highestOf(new Array<number>(14).fill(99), backtests).within(0.7)).toBeCloseTo(299);
    expect(highestOf(new Array<number>(14).fill(99), backtests).within(0.5)).toBeCloseTo(149);
  });
});

describe('Given next to nothing', () => {
  it('When there is no backtest, Then the highest is the highest that is expected', () => {
    const { median, within } = highestOf([3, 8, 5], []);
    expect([median, within(0.8)]).toEqual([8, 8]);
  });

  it('When nothing ever happened, Then nothing is expected', () => {
    const none = [{ expected: [0, 0], actual: [0, 0] }];
    expect(highestOf([0, 0], none).within(0.95)).toBe(0);
  });

  it('When much less came than was expected, Then it is never below 0', () => {
    expect(highestOf([0], [{ expected: [99], actual: [0] }]).within(0.8)).toBe(0);
  });
});

describe('Given any backtests', () => {
  const counts = fc.array(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 3 });
  const backtest = fc.record({ expected: counts, actual: counts });

  it('When bounds are asked for, Then a rarer case never has a lower one', () => {
    fc.assert(
      fc.property(counts, fc.array(backtest, { maxLength: 40 }), (expected, backtests) => {
        const { median, within } = highestOf(expected, backtests);
        const rising = [median, within(0.6), within(0.8), within(0.95)];
        expect(rising).toEqual(rising.toSorted((a, b) => a - b));
      }),
    );
  });

  it('When it holds, Then it always did so in at least such a share of backtests', () => {
    fc.assert(
      fc.property(counts, fc.array(backtest, { minLength: 1, maxLength: 40 }), (expected, backtests) => {
        const bound = highestOf(expected, backtests).within(0.8);
        const factor = (bound + 1) / (Math.max(...expected) + 1);
        const held = backtests.filter(
          (each) => Math.max(...each.actual) + 1 <= (Math.max(...each.expected) + 1) * factor * (1 + 1e-9),
        );
        expect(held.length).toBeGreaterThanOrEqual(0.8 * backtests.length);
      }),
    );
  });
});
