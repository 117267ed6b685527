import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketStarts, weeksFrom } from '../../../dashboards/asks.ts';
import {
  cashFlowForecastOf,
  type EstimatedWeek,
  forecastSettings,
} from '../../../dashboards/cash-flow-forecast.ts';
import type { PayableValues } from '../../../functions/core/analytics/forecast/payable-of.ts';
import type { SampledCurrency } from '../../../functions/core/analytics/forecast/sampled-past.ts';
import { addDays } from '../../../functions/core/invoice/dates.ts';
import { sized } from '../../long-run.ts';

/** A Monday. */
const today = '2026-03-02';

/** One invoice a day for so many days before today, due after 30 days and paid then. */
function paidWhenDue(days: number, currency = 'EUR'): readonly PayableValues[] {
  return Array.from({ length: days }, (_, index) => {
    const beganOn = addDays(today, -days + index);
    const dueDate = addDays(beganOn, 30);
    const settled = dueDate < today ? { settledOn: dueDate, state: 'settled', paidAmount: '100.10' } : {};
    return {
      ...{ invoiceId: `${currency}-${index}`, currency, vendorId: 'V-1', documentType: 'invoice' },
      ...{ state: 'open', amount: '100.10' },
      ...{ openAmount: '100.10', beganOn, dueDate, ...settled },
    };
  });
}

const open = (values: Omit<PayableValues, 'invoiceId'>): PayableValues => ({
  ...{ invoiceId: JSON.stringify(values) },
  ...{ currency: 'EUR', vendorId: 'V-1', documentType: 'invoice', state: 'open', beganOn: '2026-02-20' },
  ...values,
});

describe('Given invoices that were paid when due', () => {
  const forecast = cashFlowForecastOf(paidWhenDue(200), today);

  it('When a week begins today, Then it and those after it are whole', () => {
    expect(forecast.asOf).toBe('2026-03-01');
    const weeks = forecast.currencies[0]?.weeks ?? [];
    expect(weeks).toHaveLength(forecastSettings.weeks);
    expect(weeks.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
      ['2026-03-02', '2026-03-08'],
      ['2026-03-09', '2026-03-15'],
    ]);
  });

  it('When it is held against the day before, Then its reasons add up', () => {
    const change = forecast.currencies[0]?.change;
    if (!change) throw new Error('There is no forecast');
    const { before, now, ...reasons } = change;
    const sum = Object.values(reasons).reduce((total, each) => total + Number(each), Number(before));
    expect(sum).toBeCloseTo(Number(now), 1);
    expect(Number(reasons.received)).toBeGreaterThan(50);
    const simulated = (forecast.currencies[0]?.weeks ?? []).reduce(
      (total, { expected }) => total + Number(expected),
      0,
    );
    expect(Math.abs(Number(now) / simulated - 1)).toBeLessThan(0.05);
  });

  it('When it is said what is due, Then that is exact', () => {
    expect(forecast.currencies[0]?.weeks[0]).toMatchObject({ contractual: '700.7', optimistic: '700.7' });
  });

  it('When all of them are looked at, Then it is what it was before there were samples', () => {
    const { weeks = [], change } = forecast.currencies[0] ?? {};
    expect([weeks[0], weeks[6], change]).toEqual([
      {
        ...{ from: '2026-03-02', to: '2026-03-08', contractual: '700.7', optimistic: '700.7' },
        ...{ expected: '699.20', toCome: '1.00' },
        ...{ in80: { low: '699.20', high: '700.70' }, in95: { low: '698.20', high: '700.70' } },
      },
      {
        ...{ from: '2026-04-13', to: '2026-04-19', contractual: '0', optimistic: '0' },
        ...{ expected: '684.18', toCome: '684.18' },
        ...{ in80: { low: '510.51', high: '790.79' }, in95: { low: '510.51', high: '850.85' } },
      },
      {
        ...{ before: '9113.04', now: '9109.44', paid: '-3.73', received: '100.10', notPaid: '0.08' },
        ...{ toCome: '-100.05', reestimated: '0.00' },
      },
    ]);
  });

  it('When it is said what is expected, Then it is near, and more is to come', () => {
    const [first, , , , , , seventh] = forecast.currencies[0]?.weeks ?? [];
    expect(Number(first?.expected)).toBeGreaterThan(500);
    expect(Number(first?.expected)).toBeLessThan(900);
    expect(Number(seventh?.contractual)).toBe(0);
    expect(Number(seventh?.toCome)).toBeGreaterThan(400);
  });
});

describe('Given any day on which payments are forecast', () => {
  const invoices = paidWhenDue(70);
  const days = fc.integer({ min: 0, max: 6 }).map((ago) => addDays(today, -ago));

  it('When weeks are named, Then they are always those of the calendar', () => {
    fc.assert(
      fc.property(days, (day) => {
        const weeks = cashFlowForecastOf(invoices, day).currencies[0]?.weeks ?? [];
        const calendar = weeksFrom(Date.parse(day), forecastSettings.weeks);
        expect(weeks.map(({ from }) => `${from}T00:00:00.000Z`)).toEqual([
          `${day}T00:00:00.000Z`,
          ...bucketStarts(calendar, 'week').slice(1),
        ]);
        expect(`${addDays(weeks.at(-1)?.to ?? day, 1)}T00:00:00.000Z`).toBe(calendar.to);
      }),
      { numRuns: sized(2, 7) },
    );
  });
});

describe('Given any invoices in several currencies', () => {
  const rates = { base: 'EUR', asOf: today, source: 'test', perUnit: { USD: '1.25' } };
  const invoice = fc
    .record({
      currency: fc.constantFrom('EUR', 'USD'),
      cents: fc.integer({ min: 1, max: 100_000_000 }),
      ago: fc.integer({ min: 1, max: 90 }),
      paidAfter: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
      documentType: fc.constantFrom('invoice', 'invoice', 'invoice', 'credit-note'),
    })
    .map(({ currency, cents, ago, paidAfter, documentType }): Omit<PayableValues, 'invoiceId'> => {
      const amount = `${documentType === 'credit-note' ? '-' : ''}${cents / 100}`;
      const beganOn = addDays(today, -ago);
      const isPaid = paidAfter !== undefined && paidAfter < ago;
      return {
        ...{ currency, vendorId: 'V-1', documentType, amount, beganOn, dueDate: addDays(beganOn, 30) },
        ...{ state: isPaid ? 'settled' : 'open', openAmount: isPaid ? '0' : amount },
        ...(isPaid && { settledOn: addDays(beganOn, paidAfter), paidAmount: amount }),
      };
    });

  it('When a week is forecast, Then what is expected is always in its intervals', () => {
    let forecasts = 0;
    fc.assert(
      fc.property(fc.array(invoice, { minLength: 200, maxLength: 250 }), (drawn) => {
        const invoices = drawn.map((each, index) => ({ invoiceId: `I-${index}`, ...each }));
        const { currencies, total } = cashFlowForecastOf(invoices, today, rates);
        for (const { weeks } of total ? [...currencies, total] : currencies) {
          forecasts += 1;
          for (const { expected, in80, in95 } of weeks)
            for (const { low, high } of [in80, in95]) {
              expect(Number(expected)).toBeGreaterThanOrEqual(Number(low));
              expect(Number(expected)).toBeLessThanOrEqual(Number(high));
            }
        }
      }),
      { numRuns: sized(1, 3) },
    );
    expect(forecasts).toBeGreaterThanOrEqual(sized(2, 6));
  });
});

describe('Given amounts in two currencies with a rate, and in one without', () => {
  const invoices = [
    ...paidWhenDue(110, 'CHF'),
    ...paidWhenDue(110, 'JPY'),
    ...paidWhenDue(90, 'USD').map((each) => ({ ...each, amount: '400', openAmount: '400' })),
  ].map((each) => (each.state === 'settled' ? { ...each, openAmount: '0', paidAmount: each.amount } : each));
  const rates = { base: 'CHF', asOf: today, source: 'test', perUnit: { USD: '1.25' } };
  const { currencies, total } = cashFlowForecastOf(invoices, today, rates);
  const weeksIn = (currency: string) => currencies.find((each) => each.currency === currency)?.weeks ?? [];

  it('When they are added up, Then means add up, at their rates, and widths do not', () => {
    expect(total).toMatchObject({ currency: 'CHF', of: ['CHF', 'USD'] });
    expect(total?.weeks).toHaveLength(forecastSettings.weeks);
    for (const [at, week] of (total?.weeks ?? []).entries()) {
      const [own, dollars] = [weeksIn('CHF')[at], weeksIn('USD')[at]];
      expect(Number(week.expected)).toBeCloseTo(Number(own?.expected) + Number(dollars?.expected) / 1.25, 1);
      expect([week.from, week.to]).toEqual([own?.from, own?.to]);
    }
    const widthOf = ({ in80 }: EstimatedWeek) => Number(in80.high) - Number(in80.low);
    const [week, own, dollars] = [total?.weeks[8], weeksIn('CHF')[8], weeksIn('USD')[8]];
    if (!week || !own || !dollars) throw new Error('There is no such week');
    expect(widthOf(week)).toBeLessThan(widthOf(own) + widthOf(dollars) / 1.25);
  });

  it('When all have rates, Then the largest is the first', () => {
    const { currencies: ranked } = cashFlowForecastOf(
      invoices.filter(({ currency }) => currency !== 'JPY'),
      today,
      rates,
    );
    expect(ranked.map(({ currency }) => currency)).toEqual(['USD', 'CHF']);
  });

  it('When not all have rates, Then that with the most invoices is the first', () => {
    expect(currencies.map(({ currency }) => currency)).toEqual(['CHF', 'JPY', 'USD']);
  });

  it('When there are no rates, Then there is no total', () => {
    expect(cashFlowForecastOf(invoices, today).total).toBeUndefined();
  });
});

describe('Given an invoice with a discount, an overdue one, one that is paid today', () => {
  const [week, second] =
    cashFlowForecastOf(
      [
        ...paidWhenDue(200),
        open({ openAmount: '0.01', dueDate: '2026-03-20', discountDate: '2026-03-02' }),
        open({ openAmount: '0.02', dueDate: '2026-03-09', discountDate: '2026-02-27' }),
        open({ openAmount: '0.03', dueDate: '2025-11-30' }),
        open({ state: 'settled', amount: '0.04', openAmount: '0', settledOn: today, dueDate: today }),
        open({ state: 'returned', openAmount: '5', dueDate: today }),
        open({ openAmount: '7' }),
      ],
      today,
    ).currencies[0]?.weeks ?? [];

  it('When terms are counted, Then each is in its week, and what was returned in none', () => {
    expect([week?.contractual, second?.contractual]).toEqual(['700.77', '700.72']);
    expect([week?.optimistic, second?.optimistic]).toEqual(['700.78', '700.72']);
  });
});

describe('Given several currencies', () => {
  const forecast = cashFlowForecastOf([...paidWhenDue(40, 'USD'), ...paidWhenDue(200, 'CHF')], today);

  it('When there is too little of one, Then it is left out, and it says why', () => {
    expect(forecast.currencies.map(({ currency }) => currency)).toEqual(['CHF']);
    expect(forecast.leftOut).toEqual([
      { currency: 'USD', reason: 'fewer than 30 invoices were paid, which is too little to learn from' },
    ]);
  });

  it('When there is another, Then the forecast of the first does not change', () => {
    expect(cashFlowForecastOf(paidWhenDue(200, 'CHF'), today).currencies).toEqual(forecast.currencies);
  });
});

describe('Given a currency of which a sample is simulated', () => {
  /** Every tenth of the invoices, each of which stands for ten. */
  const invoices = paidWhenDue(200);
  const sampled: SampledCurrency = {
    ...{ currency: 'EUR', unit: 1_001, invoices: 2_000, open: 30_030 },
    due: [
      { dueDate: '2026-03-01', amount: '0.01' },
      { dueDate: '2026-03-20', discountDate: today, amount: '1000000000000000.10' },
      { amount: '7' },
    ],
    paid: [],
  };
  const forecast = cashFlowForecastOf(invoices, today, undefined, [sampled]);
  const [ofAll] = cashFlowForecastOf(invoices, today).currencies;
  const [week, , third] = forecast.currencies[0]?.weeks ?? [];

  it('When it is said what is due, Then that is of all invoices, and exact', () => {
    expect(week).toMatchObject({ contractual: '0.01', optimistic: '1000000000000000.11' });
    expect(third).toMatchObject({ contractual: '1000000000000000.1', optimistic: '0' });
  });

  it('When it is said what is expected, Then invoices count as what they stand for', () => {
    for (const [at, { expected }] of (forecast.currencies[0]?.weeks ?? []).entries())
      expect(Number(expected) / (Number(ofAll?.weeks[at]?.expected) * 10)).toBeCloseTo(1, 3);
  });

  it('When it is asked what was simulated, Then it says how much, and how sure that is', () => {
    const { sample } = forecast.currencies[0] ?? {};
    expect(sample).toMatchObject({ invoices: 2_000, simulated: 200, allFrom: '1001.00' });
    // Thirty of them are open, those due from today on.
    expect(sample?.openShare).toBeCloseTo(0.1);
    expect(sample?.error).toBeCloseTo(Math.sqrt(30 * 0.9) / 30);
    expect(ofAll?.sample).toBeUndefined();
  });

  it('When another currency has few, Then its forecast is that of all its invoices', () => {
    const francs = paidWhenDue(65, 'CHF');
    const euros = paidWhenDue(65);
    const both = cashFlowForecastOf([...francs, ...euros], today, undefined, [sampled]);
    expect(both.currencies.map(({ currency }) => currency)).toEqual(['EUR', 'CHF']);
    expect(both.currencies.slice(1)).toEqual(cashFlowForecastOf(francs, today).currencies);
  });

  it('When too few of the sample were paid, Then it is left out, and it says of what', () => {
    const { leftOut } = cashFlowForecastOf(paidWhenDue(40), today, undefined, [sampled]);
    expect(leftOut[0]?.reason).toBe(
      'fewer than 30 invoices of a sample of 40 were paid, which is too little to learn from',
    );
  });
});
