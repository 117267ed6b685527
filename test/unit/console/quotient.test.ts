import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotient } from '../../../dashboards/quotient.ts';

/** As many digits as a column of the store holds. */
const anyDecimal = fc
  .record({
    whole: fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
    fraction: fc.nat({ max: 999_999_999 }),
  })
  .map(({ whole, fraction }) => `${whole}.${String(fraction).padStart(12, '0')}`);
/** Small numbers whose quotients end in a half of the last place. */
const anySmall = fc
  .integer({ min: -2_000, max: 2_000 })
  .map((millionths) => new Big(millionths).div(1e6).toFixed());
const anyDivisor = fc.oneof(anyDecimal, fc.constantFrom('0', '2', '128', '0.5', '3'));

describe('Given any two exact numbers', () => {
  test('When divided, Then the result is the nearest with six decimals, half to even', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyDecimal, anySmall),
        anyDivisor,
        fc.constantFrom(1, 90, 365),
        (of, to, times) => {
          const text = quotient(of, to, times);
          if (new Big(to).lte(0)) {
            expect(text).toBeNull();
            return;
          }
          expect(text).toMatch(/^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/);
          const rounded = new Big(text ?? '');
          expect(rounded.round(6).eq(rounded)).toBe(true);
          // |of × times − rounded × to| ≤ half of the last place × to, exactly.
          const [away, half] = [
            new Big(of).times(times).minus(rounded.times(to)).abs(),
            new Big('5e-7').times(to),
          ];
          expect(away.lte(half)).toBe(true);
          if (away.eq(half)) expect(rounded.times(5e5).round(0).times(2e-6).eq(rounded)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
