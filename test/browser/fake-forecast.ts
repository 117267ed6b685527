import type { CashFlowForecast, ForecastWeek } from '../../dashboards/cash-flow-forecast.ts';

/** A week of a forecast, each amount so many times what it is in the first one. */
function week(from: string, to: string, times: number): ForecastWeek {
  const amount = (value: number) => (value * times).toFixed(2);
  return {
    ...{ from, to, contractual: amount(10_000.25), optimistic: amount(12_000.5) },
    ...{ expected: amount(11_234.56), toCome: amount(1_234.56) },
    in80: { low: amount(8_000), high: amount(14_000) },
    in95: { low: amount(5_000), high: amount(19_000) },
  };
}

/** What is left of a week, and the next one. */
function weeks(first: number, second: number): readonly ForecastWeek[] {
  return [week('2026-03-31', '2026-04-05', first), week('2026-04-06', '2026-04-12', second)];
}

const change = {
  ...{ before: '60000.00', now: '78600.00', paid: '-2400.00', received: '25000.00', notPaid: '1000.00' },
  ...{ toCome: '-4500.00', reestimated: '-500.00' },
};

/** What a cell expects to be paid in two currencies, and in a third not. */
export const fakeForecast: CashFlowForecast = {
  asOf: '2026-03-30',
  currencies: [
    { currency: 'USD', weeks: weeks(3, 4), change },
    { currency: 'EUR', weeks: weeks(1, 2), change },
  ],
  total: { currency: 'EUR', of: ['EUR', 'USD'], weeks: weeks(3.5, 5.5) },
  leftOut: [
    { currency: 'JPY', reason: 'fewer than 30 invoices were paid, which is too little to learn from' },
  ],
};
