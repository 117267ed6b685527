import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountOf } from '../../../functions/core/invoice/discount.ts';

const percents = fc
  .integer({ min: 1, max: 10_000 })
  .map((hundredths) => new Big(hundredths).div(100).toFixed());
const units: readonly (readonly [currency: string, decimals: number])[] = [
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
];

describe('Given a discount of some percent', () => {
  it.each([
    ['2', '1000', 'EUR', '20'],
    ['2', '1234.57', 'EUR', '24.69'],
    ['2', '1234.24', 'EUR', '24.68'],
    // Exactly a half: 1209.57 of 1234.25 remains to be paid.
    ['2', '1234.25', 'EUR', '24.68'],
    ['2', '1234.26', 'EUR', '24.69'],
    ['2', '-1234.25', 'EUR', '-24.68'],
    ['2', '-1234.26', 'EUR', '-24.69'],
    ['2', '0.24', 'EUR', '0'],
    ['2', '-0.24', 'EUR', '0'],
    ['2', '1225', 'JPY', '24'],
    ['2', '1226', 'JPY', '25'],
    ['2', '1234.525', 'KWD', '24.69'],
    ['2', '1234.526', 'KWD', '24.691'],
    ['2', '1234.57', 'ZZZ', '24.69'],
    ['100', '1.005', 'EUR', '1'],
  ])('When it is %s %% of %s %s, Then it is %s', (percent, amount, currency, expected) => {
    expect(discountOf(percent, { amount, currency })).toBe(expected);
  });

  it('When it is of any amount, Then always whole units, half of one off at most', () => {
    fc.assert(
      fc.property(percents, fc.bigInt(-(10n ** 14n), 10n ** 14n), fc.constantFrom(...units), (...drawn) => {
        const [percent, millionths, [currency, decimals]] = drawn;
        const amount = new Big(millionths.toString()).div(1_000_000);
        const discount = new Big(discountOf(percent, { amount: amount.toFixed(), currency }));
        // In whole numbers: percent is in hundredths, the amount in millionths.
        const exact = millionths * BigInt(new Big(percent).times(100).toFixed());
        const unit = 10n ** BigInt(10 - decimals);
        const given = BigInt(discount.times(10 ** decimals).toFixed()) * unit;
        const size = given < 0n ? -given : given;
        const exactSize = exact < 0n ? -exact : exact;
        // Less than half a unit more, or half a unit less at most.
        expect(2n * (size - exactSize) < unit).toBe(true);
        expect(2n * (exactSize - size) <= unit).toBe(true);
        expect(given === 0n || given < 0n === exact < 0n).toBe(true);
      }),
    );
  });

  it('When what remains is paid in whole units, Then nothing is ever missed', () => {
    fc.assert(
      fc.property(percents, fc.integer({ min: 1, max: 10 ** 9 }), (percent, cents) => {
        const amount = new Big(cents).div(100);
        const discount = discountOf(percent, { amount: amount.toFixed(), currency: 'EUR' });
        const exact = amount.times(percent).div(100);
        // By those who round what they pay, and by those who round what they keep.
        const taken = [
          amount.minus(amount.minus(exact).round(2, Big.roundHalfUp)),
          exact.round(2, Big.roundHalfUp),
        ];
        for (const each of taken) expect(each.gte(discount)).toBe(true);
      }),
    );
  });
});
