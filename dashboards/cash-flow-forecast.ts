import {
  type CashFlowWeek,
  cashFlowForecast,
  type Expectation,
} from '../functions/core/analytics/forecast/cash-flow.ts';
import type { IntervalLevel } from '../functions/core/analytics/forecast/interval.ts';
import {
  type PayableValues,
  payablesByCurrency,
  type TermedPayable,
} from '../functions/core/analytics/forecast/payable-of.ts';
import { termsWeeks } from '../functions/core/analytics/forecast/terms-weeks.ts';
import { addDays, dayNumber } from '../functions/core/invoice/dates.ts';

/** `GET /console/api/cash-flow-forecast`: what is expected to be paid, by currency and week. */
export interface CashFlowForecast {
  /** The last day (UTC) that it knows of. */
  readonly asOf: string;
  readonly currencies: readonly ForecastCurrency[];
  /** Currencies without a forecast, and why. */
  readonly leftOut: readonly { readonly currency: string; readonly reason: string }[];
}

export interface ForecastCurrency {
  readonly currency: string;
  readonly weeks: readonly ForecastWeek[];
}

/** Amounts are decimal texts; all but `contractual` and `optimistic` are estimates. */
export interface ForecastWeek {
  /** Its first day. */
  readonly from: string;
  /** By due date, of what is open; what is overdue in the first week. Exact. */
  readonly contractual: string;
  /** By the last day of a discount that can still be had, otherwise by due date. Exact. */
  readonly optimistic: string;
  /** The mean of what was simulated, invoices yet to come included. */
  readonly expected: string;
  /** Of it, what is paid of invoices yet to come. */
  readonly toCome: string;
  readonly in80: ForecastInterval;
  readonly in95: ForecastInterval;
}

export interface ForecastInterval {
  readonly low: string;
  readonly high: string;
}

/** How the forecast of a cell is made. */
export const forecastSettings = {
  weeks: 13,
  paths: 200,
  backtests: 26,
  seed: 1,
  /** Fewer paid invoices say little about how invoices are paid. */
  fewestPaid: 30,
  /** More, of all currencies, take minutes. */
  mostInvoices: 60_000,
  /** Days of the past that are looked at. */
  days: 400 + 26 * 7,
} as const;

const decimals = 2;

/**
 * The forecast from the invoices of the last `forecastSettings.days` days and those that are open.
 * @param today RFC 3339 date: the first day that is forecast
 */
export function cashFlowForecastOf(invoices: readonly PayableValues[], today: string): CashFlowForecast {
  const asOf = addDays(today, -1);
  const byCurrency = [...payablesByCurrency(invoices)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const judged = byCurrency.map(([currency, payables]) => ({
    ...{ currency, payables, reason: whyNot(payables, asOf, invoices.length) },
  }));
  return {
    asOf,
    currencies: judged.flatMap(({ currency, payables, reason }) =>
      reason === undefined ? [{ currency, weeks: weeksOf(payables, asOf) }] : [],
    ),
    leftOut: judged.flatMap(({ currency, reason }) => (reason === undefined ? [] : [{ currency, reason }])),
  };
}

function whyNot(payables: readonly TermedPayable[], asOf: string, invoices: number): string | undefined {
  const { fewestPaid, mostInvoices } = forecastSettings;
  if (invoices > mostInvoices)
    return `there are more than ${mostInvoices} invoices, which take too long to simulate here`;
  const origin = dayNumber(asOf);
  const paid = payables.filter(({ paidOn }) => paidOn !== undefined && paidOn <= origin).length;
  if (paid < fewestPaid)
    return `fewer than ${fewestPaid} invoices were paid, which is too little to learn from`;
  return undefined;
}

function weeksOf(payables: readonly TermedPayable[], asOf: string): readonly ForecastWeek[] {
  const { weeks, paths, backtests, seed } = forecastSettings;
  const origin = dayNumber(asOf);
  const terms = termsWeeks(payables, origin, weeks);
  const forecast = cashFlowForecast(payables, { origin, weeks, paths, backtests, seed });
  return forecast.map((week, index) => ({
    ...(terms[index] ?? { contractual: '0', optimistic: '0' }),
    ...estimated(week),
  }));
}

function estimated({ firstDay, total, toCome }: CashFlowWeek) {
  return {
    from: addDays('1970-01-01', firstDay),
    expected: total.mean.toFixed(decimals),
    toCome: toCome.mean.toFixed(decimals),
    in80: intervalOf(total, 0.8),
    in95: intervalOf(total, 0.95),
  };
}

function intervalOf({ interval }: Expectation, level: IntervalLevel): ForecastInterval {
  const { low, high } = interval(level);
  return { low: low.toFixed(decimals), high: high.toFixed(decimals) };
}
