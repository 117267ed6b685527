import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDecimal } from '../../../../functions/core/invoice/money.ts';
import { decimalReader } from '../../../../functions/core/values/decimal.ts';

const marks = [undefined, '.', ','] as const;

/** A number as text by its definition: digits, mark, digits, perhaps in groups of three. */
const number = fc.record({
  isNegative: fc.boolean(),
  whole: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String),
  decimals: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 6 }),
});

function grouped(whole: string, separator: string): string {
  return whole.replaceAll(/\B(?=(\d{3})+$)/g, separator);
}

describe('Given an amount that somebody wrote', () => {
  test('When it has any digits in any form, Then exactly that amount is read', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...marks), fc.boolean(), (parts, mark, inGroups) => {
        const { isNegative, whole, decimals } = parts;
        const separator = mark === ',' ? '.' : ',';
        const digits = inGroups && mark !== undefined ? grouped(whole, separator) : whole;
        const text = `${isNegative ? '-' : ''}${digits}${decimals && (mark ?? '.')}${decimals}`;
        const read = decimalReader({ mark })(text);
        if ('problem' in read) throw new Error(read.problem);
        expect(isDecimal(read.value)).toBe(true);
        expect(new Big(read.value).eq(`${isNegative ? '-' : ''}${whole}.${decimals || '0'}`)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('When it has an exponent, Then the amount is exact or refused', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: -40, max: 40 }), ({ whole, decimals }, exponent) => {
        const text = `${whole}.${decimals}e${exponent}`;
        const read = decimalReader()(text);
        if ('value' in read)
          expect(new Big(read.value).eq(`${whole}.${decimals || '0'}e${exponent}`)).toBe(true);
        else expect(read.problem).toContain('more than');
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    [',', '1.234.567,89', '1234567.89'],
    [',', '1.250,50', '1250.50'],
    [',', '12,5', '12.5'],
    ['.', '1,234.50', '1234.50'],
    [undefined, '1234.50', '1234.50'],
    [undefined, '298.0', '298.0'],
    [undefined, '1.2345678E7', '12345678'],
    [undefined, '1e3', '1000'],
    [undefined, '+1', '1'],
    [undefined, '.5', '0.5'],
    [undefined, '5.', '5'],
    [undefined, '007.10', '7.10'],
    [undefined, '1.50000000', '1.500000'],
    [undefined, '-0.00', '0.00'],
    [undefined, '-0', '0'],
  ] as const)('When the mark is %s, Then %s is %s', (mark, text, amount) => {
    expect(decimalReader({ mark })(text)).toEqual({ value: amount });
  });
});

describe('Given a text that does not say which amount it is', () => {
  test.each([
    [',', '1234.56'],
    [',', '12.5'],
    [',', '0.123'],
    [',', '1.2345'],
    [',', '1.234.56'],
    [',', '1.234E3'],
    ['.', '12,5'],
    ['.', '1,234,56'],
    [undefined, '1,234'],
    [undefined, '1,234.50'],
    [undefined, '1 234.50'],
    [undefined, '1\u00a0234.50'],
    [undefined, '1\u202f234.50'],
    [undefined, "1'234.50"],
    [undefined, '１２.50'],
    [undefined, '٣.50'],
    [undefined, '12.50-'],
    [undefined, '(12.50)'],
    [undefined, '12.50 EUR'],
    [undefined, '\u221212.50'],
    [undefined, '0x10'],
    [undefined, '1e'],
    [undefined, 'Infinity'],
    [undefined, 'NaN'],
    [undefined, '1.0000001'],
    [undefined, '1234567890123456789'],
    [undefined, ''],
    [undefined, '.'],
    [undefined, '1\n'],
  ] as const)('When the mark is %s, Then %j is refused with its text', (mark, text) => {
    const read = decimalReader({ mark })(text);
    expect(read).toEqual({
      problem: expect.stringContaining(text === '' ? 'no amount' : JSON.stringify(text)),
    });
  });

  test('When it is any text, Then it is an amount of the contract or a reason', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE \u00a0'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string()), fc.constantFrom(...marks), (text, mark) => {
        const read = decimalReader({ mark })(text);
        expect('value' in read ? isDecimal(read.value) : read.problem.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Given a mapping that rounds', () => {
  test.each([
    ['1.005', '1.00'],
    ['1.015', '1.02'],
    ['298.00000000000006', '298.00'],
    ['-0.001', '0.00'],
    ['1e-99', '0.00'],
  ])('When %s is read, Then it is %s, half to even', (text, amount) => {
    expect(decimalReader({ roundTo: 2 })(text)).toEqual({ value: amount });
  });
});
