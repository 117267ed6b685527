import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueDates } from '../../../functions/core/invoice/payment-terms.ts';

const invoiceDate = '2026-01-30';

describe('Given an invoice dated 2026-01-30', () => {
  test.each([
    ['NET30', { dueDate: '2026-03-01' }],
    ['net 30', { dueDate: '2026-03-01' }],
    ['Net-30 days', { dueDate: '2026-03-01' }],
    ['n/30', { dueDate: '2026-03-01' }],
    ['NET0', { dueDate: '2026-01-30' }],
    ['due on receipt', { dueDate: '2026-01-30' }],
    ['EOM', { dueDate: '2026-01-31' }],
    ['10 EOM', { dueDate: '2026-02-10' }],
    ['NET10 EOM', { dueDate: '2026-02-10' }],
    ['net 10 days EOM', { dueDate: '2026-02-10' }],
    ['EOM+10', { dueDate: '2026-02-10' }],
    ['EOM 10', { dueDate: '2026-02-10' }],
    ['2/10 NET30', { dueDate: '2026-03-01', discountDate: '2026-02-09', discountPercent: '2' }],
    ['2/10 net 30', { dueDate: '2026-03-01', discountDate: '2026-02-09', discountPercent: '2' }],
    ['2/10, n/30', { dueDate: '2026-03-01', discountDate: '2026-02-09', discountPercent: '2' }],
    ['1.5%/7 N60', { dueDate: '2026-03-31', discountDate: '2026-02-06', discountPercent: '1.5' }],
    ['2/10 EOM', { dueDate: '2026-01-31', discountDate: '2026-02-09', discountPercent: '2' }],
    ['2/10', { discountDate: '2026-02-09', discountPercent: '2' }],
    ['0/10 NET30', { dueDate: '2026-03-01' }],
    ['ZB14', {}],
    ['NET', {}],
    ['NETTE', {}],
    [' ', {}],
  ])('When the terms are %j, Then they come to %j', (code, expected) => {
    expect(dueDates({ invoiceDate, paymentTerms: { code } })).toEqual(expected);
  });

  test('When fields contradict the code, Then the fields win', () => {
    const paymentTerms = { code: '2/10 NET30', netDays: 45, discountPercent: '3.5', discountDays: 5 };
    expect(dueDates({ invoiceDate, paymentTerms })).toEqual({
      dueDate: '2026-03-16',
      discountDate: '2026-02-04',
      discountPercent: '3.5',
    });
  });

  test('When the code is end of month and days are given, Then they count from there', () => {
    expect(dueDates({ invoiceDate, paymentTerms: { code: 'EOM', netDays: 15 } })).toEqual({
      dueDate: '2026-02-15',
    });
  });

  test('When a due date is stated, Then it wins over the terms and leaves the discount', () => {
    expect(dueDates({ invoiceDate, dueDate: '2026-05-05', paymentTerms: { code: '2/10 NET30' } })).toEqual({
      dueDate: '2026-05-05',
      discountDate: '2026-02-09',
      discountPercent: '2',
    });
  });

  test('When it is a leap year, Then the end of February is the 29th', () => {
    expect(dueDates({ invoiceDate: '2028-02-10', paymentTerms: { code: 'EOM' } })).toEqual({
      dueDate: '2028-02-29',
    });
  });
});

describe('Given an invoice without a date', () => {
  test('When only the due date is stated, Then that is all there is', () => {
    expect(dueDates({ dueDate: '2026-05-05', paymentTerms: { code: 'NET30' } })).toEqual({
      dueDate: '2026-05-05',
    });
    expect(dueDates({ paymentTerms: { code: 'NET30' } })).toEqual({});
  });
});

describe('Given any text as a code', () => {
  test('When it is read, Then it is never an error and any date is a date', () => {
    const codes = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('NET', 'N', '/', ' ', '2', '10', '30', 'EOM', '+', '%', ','), { maxLength: 8 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(codes, (code) => {
        for (const key of ['dueDate', 'discountDate'] as const) {
          const found = dueDates({ invoiceDate, paymentTerms: { code } })[key];
          if (found !== undefined) expect(found).toMatch(/^20\d\d-\d\d-\d\d$/);
        }
      }),
    );
  });
});
