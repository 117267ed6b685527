import { describe, expect, it } from 'vitest';
import { cashFlowForecastOf, forecastSettings } from '../../../dashboards/cash-flow-forecast.ts';
import type { PayableValues } from '../../../functions/core/analytics/forecast/payable-of.ts';
import { addDays } from '../../../functions/core/invoice/dates.ts';

const today = '2026-03-01';

/** One invoice a day for so many days before today, due after 30 days and paid then. */
function paidWhenDue(days: number, currency = 'EUR'): readonly PayableValues[] {
  return Array.from({ length: days }, (_, index) => {
    const beganOn = addDays(today, -days + index);
    const dueDate = addDays(beganOn, 30);
    const settled = dueDate < today ? { settledOn: dueDate, state: 'settled', paidAmount: '100.10' } : {};
    return {
      ...{ currency, vendorId: 'V-1', documentType: 'invoice', state: 'open', amount: '100.10' },
      ...{ openAmount: '100.10', beganOn, dueDate, ...settled },
    };
  });
}

const open = (values: PayableValues): PayableValues => ({
  ...{ currency: 'EUR', vendorId: 'V-1', documentType: 'invoice', state: 'open', beganOn: '2026-02-20' },
  ...values,
});

describe('Given invoices that were paid when due', () => {
  const forecast = cashFlowForecastOf(paidWhenDue(200), today);

  it('When payments are forecast, Then weeks begin today, one after the other', () => {
    expect(forecast.asOf).toBe('2026-02-28');
    const weeks = forecast.currencies[0]?.weeks ?? [];
    expect(weeks).toHaveLength(forecastSettings.weeks);
    expect(weeks.slice(0, 2).map(({ from }) => from)).toEqual(['2026-03-01', '2026-03-08']);
  });

  it('When it is said what is due, Then that is exact', () => {
    expect(forecast.currencies[0]?.weeks[0]).toMatchObject({ contractual: '700.7', optimistic: '700.7' });
  });

  it('When it is said what is expected, Then it is near, and more is to come', () => {
    const [first, , , , , , seventh] = forecast.currencies[0]?.weeks ?? [];
    expect(Number(first?.expected)).toBeGreaterThan(500);
    expect(Number(first?.expected)).toBeLessThan(900);
    expect(Number(seventh?.contractual)).toBe(0);
    expect(Number(seventh?.toCome)).toBeGreaterThan(400);
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

describe('Given more invoices than can be simulated', () => {
  it('When payments are forecast, Then it says so at once', () => {
    const few = paidWhenDue(200);
    const many = Array.from({ length: 301 }).flatMap(() => few);
    const { currencies, leftOut } = cashFlowForecastOf(many, today);
    expect(currencies).toEqual([]);
    expect(leftOut[0]?.reason).toMatch(/more than 60000 invoices/);
  });
});
