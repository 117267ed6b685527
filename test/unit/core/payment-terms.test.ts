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
    ['NET30 THEN EOM', { dueDate: '2026-03-31' }],
    ['30 days, then eom', { dueDate: '2026-03-31' }],
    ['n/0 then EOM', { dueDate: '2026-01-31' }],
    ['2/10 60 EOM', { dueDate: '2026-04-01', discountDate: '2026-02-10', discountPercent: '2' }],
    ['2/10 NET30 THEN EOM', { dueDate: '2026-03-31', discountDate: '2026-02-28', discountPercent: '2' }],
    ['2/10 EOM', { dueDate: '2026-01-31', discountDate: '2026-01-31', discountPercent: '2' }],
    ['2/40 NET30', { dueDate: '2026-03-01', discountDate: '2026-03-01', discountPercent: '2' }],
    ['2/10NET30', { dueDate: '2026-03-01', discountDate: '2026-02-09', discountPercent: '2' }],
    ['2/10', { discountDate: '2026-02-09', discountPercent: '2' }],
    ['0/10 NET30', { dueDate: '2026-03-01' }],
    ['2/1020 EOM', {}],
    ['45 jours fin de mois', {}],
    ['NET30 EOM THEN', {}],
    ['EOM THEN EOM', {}],
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

  test('When an earlier due date is stated, Then the discount ends with it', () => {
    const paymentTerms = { code: '2/10 NET30' };
    expect(dueDates({ invoiceDate, dueDate: '2026-02-03', paymentTerms })).toEqual({
      dueDate: '2026-02-03',
      discountDate: '2026-02-03',
      discountPercent: '2',
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

describe('Given an invoice of 16 June', () => {
  test.each([
    ['2/10 20 EOM', { dueDate: '2026-07-20', discountDate: '2026-07-10', discountPercent: '2' }],
    ['45 EOM', { dueDate: '2026-08-14' }],
    ['NET45 THEN EOM', { dueDate: '2026-07-31' }],
  ])('When the terms are %j, Then they come to %j', (code, expected) => {
    expect(dueDates({ invoiceDate: '2026-06-16', paymentTerms: { code } })).toEqual(expected);
  });

  test('When fields give the days, Then the code says how both are counted', () => {
    const paymentTerms = { code: 'EOM', netDays: 20, discountPercent: 2, discountDays: 10 };
    expect(dueDates({ invoiceDate: '2026-06-16', paymentTerms })).toEqual(
      dueDates({ invoiceDate: '2026-06-16', paymentTerms: { code: '2/10 20 EOM' } }),
    );
  });
});

describe('Given invoices around the ends of months and years', () => {
  test.each([
    ['2027-01-31', 'EOM', '2027-01-31'],
    ['2027-01-31', '1 EOM', '2027-02-01'],
    ['2027-01-31', 'NET30 THEN EOM', '2027-03-31'],
    ['2028-01-30', 'NET30 THEN EOM', '2028-02-29'],
    ['2028-02-29', 'NET1 THEN EOM', '2028-03-31'],
    ['2026-12-31', 'EOM', '2026-12-31'],
    ['2026-12-02', '10 EOM', '2027-01-10'],
    ['2026-12-02', 'NET30 THEN EOM', '2027-01-31'],
    ['2100-02-01', 'EOM', '2100-02-28'],
  ])('When one of %s says %s, Then it is due on %s', (date, code, dueDate) => {
    expect(dueDates({ invoiceDate: date, paymentTerms: { code } })).toEqual({ dueDate });
  });
});

const dayMs = 86_400_000;
const first = Date.UTC(1900, 0, 1);
const anyDate = fc
  .nat({ max: (Date.UTC(2200, 0, 1) - first) / dayMs - 1 })
  .map((day) => new Date(first + day * dayMs).toISOString().slice(0, 10));
const anyDays = fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 999 }));

/** Terms by rule, and the spellings of each. */
const rules = {
  net: (days: number) => [`NET${days}`, `net ${days} days`, `n/${days}`],
  eom: (days: number) => [`${days} EOM`, `NET${days} EOM`, `EOM+${days}`, `eom ${days}`],
  thenEom: (days: number) => [`NET${days} THEN EOM`, `${days} days, then eom`, `n/${days} then EOM`],
} as const;
type Rule = keyof typeof rules;
const anyRule = fc.constantFrom<Rule[]>('net', 'eom', 'thenEom');

/** The same dates once more, counted with the calendar of `Date`. */
function counted(rule: Rule, date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const start = rule === 'eom' ? Date.UTC(year, month, 0) : Date.UTC(year, month - 1, day);
  const end = new Date(start + days * dayMs);
  if (rule === 'thenEom') end.setUTCMonth(end.getUTCMonth() + 1, 0);
  return end.toISOString().slice(0, 10);
}

describe('Given any terms of any day', () => {
  test('When written in any spelling or as fields, Then the dates are the same', () => {
    fc.assert(
      fc.property(anyRule, anyDate, anyDays, anyDays, fc.nat(2), (rule, date, net, discount, spelling) => {
        const code = `2/${discount} ${rules[rule](net)[spelling]}`;
        const due = counted(rule, date, net);
        const lapses = counted(rule, date, discount);
        const expected = { dueDate: due, discountDate: lapses < due ? lapses : due, discountPercent: '2' };
        expect(dueDates({ invoiceDate: date, paymentTerms: { code } })).toEqual(expected);
        const byFields = {
          code: rules[rule](7)[0],
          netDays: net,
          discountPercent: 2,
          discountDays: discount,
        };
        expect(dueDates({ invoiceDate: date, paymentTerms: byFields })).toEqual(expected);
      }),
    );
  });

  test('When due, Then never before the invoice, and at month end if so agreed', () => {
    fc.assert(
      fc.property(anyRule, anyDate, anyDays, (rule, date, days) => {
        for (const code of rules[rule](days)) {
          const { dueDate = '' } = dueDates({ invoiceDate: date, paymentTerms: { code } });
          expect(dueDate >= date).toBe(true);
          const dayAfter = new Date(Date.parse(dueDate) + dayMs).getUTCDate();
          if (rule === 'thenEom' || (rule === 'eom' && days === 0)) expect(dayAfter).toBe(1);
        }
      }),
    );
  });

  test('When a due date is stated or not, Then a discount never ends after it', () => {
    const anyTerms = fc.record(
      {
        code: fc.oneof(
          fc.constantFrom('2/10 EOM', '2/45 NET30', '3/90 NET10 THEN EOM', 'EOM', '5/10', 'ZB14'),
          fc.tuple(anyRule, anyDays, anyDays).map(([rule, a, b]) => `2/${a} ${rules[rule](b)[0]}`),
        ),
        netDays: anyDays,
        discountDays: anyDays,
        discountPercent: fc.constantFrom('2', 3),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        anyDate,
        fc.option(anyDate, { nil: undefined }),
        anyTerms,
        (date, dueDate, paymentTerms) => {
          const found = dueDates({ invoiceDate: date, dueDate, paymentTerms });
          if (found.dueDate !== undefined && found.discountDate !== undefined)
            expect(found.discountDate <= found.dueDate).toBe(true);
        },
      ),
    );
  });
});

describe('Given any text as a code', () => {
  test('When it is read, Then it is never an error and any date is a date', () => {
    const codes = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('NET', 'N', '/', ' ', '2', '10', '30', 'EOM', 'THEN', '+', '%', ','), {
          maxLength: 8,
        })
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
