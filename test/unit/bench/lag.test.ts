import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lag } from '../../../bench/lag.ts';

describe('Given acknowledgements over time', () => {
  test('when all of them are visible, then nothing lags', () => {
    const lag = new Lag();
    lag.acknowledged(1, 1000);
    lag.acknowledged(2, 2000);
    expect(lag.behind(2, 9000)).toBe(0);
  });

  test('when some are not visible, then the oldest of those tells the lag', () => {
    const lag = new Lag();
    lag.acknowledged(10, 1000);
    lag.acknowledged(20, 2000);
    lag.acknowledged(30, 3000);
    expect(lag.behind(0, 3500)).toBe(2500);
    expect(lag.behind(10, 3500)).toBe(1500);
    expect(lag.behind(19, 3500)).toBe(1500);
    expect(lag.behind(20, 3500)).toBe(500);
  });

  test('when one follows at once on what became visible, then it counts from then', () => {
    const lag = new Lag();
    lag.acknowledged(1, 1000);
    expect(lag.behind(1, 1002)).toBe(0);
    lag.acknowledged(2, 1003);
    expect(lag.behind(1, 5003)).toBe(4000);
  });

  test('when acknowledged and visible rise in any way, then the lag is right to 10 ms', () => {
    const moves = fc.array(
      fc.record({ ms: fc.integer({ min: 0, max: 50 }), count: fc.nat(5), shown: fc.nat(5) }),
      { minLength: 1, maxLength: 3000 },
    );
    fc.assert(
      fc.property(moves, (all) => {
        const lag = new Lag();
        const acknowledgedAt: number[] = [];
        let [now, visible] = [0, 0];
        for (const { ms, count, shown } of all) {
          now += ms;
          for (let n = 0; n < count; n++) acknowledgedAt.push(now);
          if (count > 0) lag.acknowledged(acknowledgedAt.length, now);
          visible = Math.min(acknowledgedAt.length, visible + shown);
          const exact = now - (acknowledgedAt[visible] ?? now);
          const told = lag.behind(visible, now);
          expect(told).toBeGreaterThanOrEqual(exact);
          expect(told).toBeLessThan(exact + 10);
        }
      }),
      { numRuns: 30 },
    );
  });
});
