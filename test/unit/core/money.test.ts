import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  isDecimal,
  type Money,
  percentOf,
  subtract,
} from '../../../functions/core/invoice/money.ts';

/** Exact by construction: millionths as an integer. */
const millionths = fc.bigInt({ min: -(10n ** 24n) + 1n, max: 10n ** 24n - 1n });
function written(value: bigint): string {
  const digits = `${value < 0n ? -value : value}`.padStart(7, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
function read(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(`${whole}${fraction.padEnd(6, '0')}`);
  return text.startsWith('-') ? -value : value;
}
function euros(amount: string): Money {
  return { amount, currency: 'EUR' };
}

describe('Given amounts of one currency', () => {
  test('When they are added, subtracted and compared, Then always exactly', () => {
    fc.assert(
      fc.property(millionths, millionths, (a, b) => {
        const [x, y] = [euros(written(a)), euros(written(b))];
        expect(read(add(x, y).amount)).toBe(a + b);
        expect(read(subtract(x, y).amount)).toBe(a - b);
        expect(compare(x, y)).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(subtract(add(x, y), y).amount).toBe(add(x, euros('0')).amount);
      }),
    );
  });

  test('When one is written, Then without exponent, superfluous zeros or a negative zero', () => {
    expect(add(euros('0.000001'), euros('0')).amount).toBe('0.000001');
    expect(add(euros('999999999999999999.50'), euros('0.50')).amount).toBe('1000000000000000000');
    expect(subtract(euros('-1.5'), euros('-1.50')).amount).toBe('0');
    expect(add(euros('-0'), euros('-0.00')).amount).toBe('0');
  });

  test('When a percentage is taken, Then it is exact', () => {
    expect(percentOf('2.25', euros('1234.57')).amount).toBe('27.777825');
    expect(percentOf('2', euros('-100'))).toEqual(euros('-2'));
  });
});

describe('Given amounts of two currencies', () => {
  test.each([add, subtract, compare])('When %o combines them, Then it refuses', (combine) => {
    expect(() => combine(euros('1'), { amount: '1', currency: 'USD' })).toThrow(
      expect.objectContaining({ code: 'CURRENCY_MISMATCH', failureClass: 'permanent' }),
    );
  });
});

describe('Given text for an amount', () => {
  test.each(['0', '-3.5', '1250.00', '999999999999999999.999999'])(
    'When it is %j, Then it is one',
    (text) => {
      expect(isDecimal(text)).toBe(true);
    },
  );
  test.each([
    '',
    '.5',
    '5.',
    '01',
    '+1',
    '1e3',
    '1,5',
    ' 1',
    '1\n',
    'NaN',
    '1.0000001',
    '1000000000000000000',
    '--1',
  ])('When it is %j, Then it is none', (text) => {
    expect(isDecimal(text)).toBe(false);
  });
});
