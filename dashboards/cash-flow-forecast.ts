import Big from 'big.js';
import {
  type CashFlowWeek,
  correctedWeeks,
  type Expectation,
  type SimulatedWeeks,
  simulatedWeeks,
} from '../functions/core/analytics/forecast/cash-flow.ts';
import { type ExpectationChange, expectationChange } from '../functions/core/analytics/forecast/changes.ts';
import type { IntervalLevel } from '../functions/core/analytics/forecast/interval.ts';
import { weekdayOf } from '../functions/core/analytics/forecast/pay-days.ts';
import { type PayableValues, payablesByCurrency } from '../functions/core/analytics/forecast/payable-of.ts';
import { summedWeeks } from '../functions/core/analytics/forecast/payment-weeks.ts';
import type { PastQuestion, SampledCurrency } from '../functions/core/analytics/forecast/sampled-past.ts';
import { termsWeeks } from '../functions/core/analytics/forecast/terms-weeks.ts';
import { firstDayOf, type Weeks } from '../functions/core/analytics/forecast/weeks.ts';
import { addDays, dayNumber } from '../functions/core/invoice/dates.ts';
import { compareConverted, rateOf } from './converted.ts';
import type { RateTable } from './figure-settings.ts';
import { type CurrencyPast, type ForecastSample, pastOfAll, pastOfSample } from './forecast-sample.ts';

/** `GET /console/api/cash-flow-forecast`: what is expected to be paid, by currency and week. */
export interface CashFlowForecast {
  /** The last day (UTC) that it knows of. */
  readonly asOf: string;
  /**
   * Given while events of days before today are coming in, as they do while a history is loaded: a part of the
   * past says nothing about what comes, so there is no forecast yet.
   */
  readonly loading?: {
    /** That had begun before today, of those known by now. */
    readonly invoices: number;
  };
  /** The largest first. */
  readonly currencies: readonly ForecastCurrency[];
  /** Of several currencies with a rate; its intervals are no sums of theirs. */
  readonly total?: ForecastTotal;
  /** Currencies without a forecast, and why. */
  readonly leftOut: readonly { readonly currency: string; readonly reason: string }[];
}

export interface ForecastCurrency {
  readonly currency: string;
  readonly weeks: readonly ForecastWeek[];
  readonly change: ForecastChange;
  /** Given where not all invoices are looked at. */
  readonly sample?: ForecastSample;
}

/**
 * Why another amount is expected of all weeks than was a day before, of the same days: decimal texts of
 * `ExpectationChange`. All are estimates; the reasons add up.
 */
export type ForecastChange = Readonly<Record<keyof ExpectationChange, string>>;

/** All of some currencies in one, course by course of what was simulated, at the rates of one day. */
export interface ForecastTotal {
  /** The base of the rates. */
  readonly currency: string;
  /** Those that it is of. */
  readonly of: readonly string[];
  readonly weeks: readonly EstimatedWeek[];
}

/** Amounts are decimal texts, and estimates. */
export interface EstimatedWeek {
  /** Its first day and its last: Monday to Sunday, but for the first week, which begins on the first day ahead. */
  readonly from: string;
  readonly to: string;
  /** The mean of what was simulated, invoices yet to come included. */
  readonly expected: string;
  /** Of it, what is paid of invoices yet to come. */
  readonly toCome: string;
  /** `expected` is in both. */
  readonly in80: ForecastInterval;
  readonly in95: ForecastInterval;
}

/** All but `contractual` and `optimistic` are estimates. */
export interface ForecastWeek extends EstimatedWeek {
  /** By due date, of what is open; what is overdue in the first week. Exact. */
  readonly contractual: string;
  /** By the last day of a discount that can still be had, otherwise by due date. Exact. */
  readonly optimistic: string;
}

export interface ForecastInterval {
  readonly low: string;
  readonly high: string;
}

/** How the forecast of a cell is made. */
export const forecastSettings = {
  /** That of today and those after it. */
  weeks: 13,
  paths: 200,
  backtests: 26,
  seed: 1,
  /** Fewer paid invoices say little about how invoices are paid. */
  fewestPaid: 30,
  /** More, of all currencies, take minutes: above it, currencies with more than their share are sampled. */
  mostInvoices: 60_000,
  /** Days of the past that are looked at. */
  days: 400 + 26 * 7,
} as const;

const decimals = 2;
const { weeks, paths, backtests, seed } = forecastSettings;

/** What a forecast has to be told. @param today RFC 3339 date: the first day that is forecast */
export function pastQuestion(today: string): PastQuestion {
  const asOf = addDays(today, -1);
  return {
    ...{ since: addDays(today, -forecastSettings.days), asOf },
    ...{ paidAfter: addDays(asOf, -backtests * 7), dueUntil: addDays(asOf, weeks * 7) },
    most: forecastSettings.mostInvoices,
  };
}

/**
 * The forecast from the invoices of the last `forecastSettings.days` days and those that are open.
 * @param today RFC 3339 date: the first day that is forecast
 * @param rates for a total in their base
 * @param samples the currencies of which the invoices are a sample
 */
export function cashFlowForecastOf(
  invoices: readonly PayableValues[],
  today: string,
  rates?: RateTable,
  samples: readonly SampledCurrency[] = [],
): CashFlowForecast {
  const asOf = addDays(today, -1);
  const layout = { origin: dayNumber(asOf), firstDays: daysLeftOfWeek(dayNumber(today)) };
  const byCurrency = [...payablesByCurrency(invoices)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const judged = byCurrency.map(([currency, payables]) => {
    const sampled = samples.find((each) => each.currency === currency);
    const past = sampled ? pastOfSample(payables, layout.origin, sampled) : pastOfAll(payables);
    return { currency, past, reason: whyNot(past, layout.origin) };
  });
  const simulated = judged.flatMap(({ currency, past, reason }) =>
    reason === undefined ? [simulatedCurrency(currency, past, layout)] : [],
  );
  const currencies = simulated.map((each) => ({
    ...{ ...each, weeks: weeksOf(each, layout), change: changeOf(each, layout) },
  }));
  const total = rates && totalOf(simulated, layout, rates);
  return {
    asOf,
    currencies: currencies
      .toSorted(largestFirst(currencies, rates))
      .map(({ currency, weeks: own, change, sample }) => ({
        ...{ currency, weeks: own, change },
        ...(sample && { sample }),
      })),
    ...(total && { total }),
    leftOut: judged.flatMap(({ currency, reason }) => (reason === undefined ? [] : [{ currency, reason }])),
  };
}

/** Days from one to the Sunday after it, both included. */
function daysLeftOfWeek(day: number): number {
  return ((7 - weekdayOf(day)) % 7) + 1;
}

function whyNot({ payables, sample }: CurrencyPast, origin: number): string | undefined {
  const { fewestPaid } = forecastSettings;
  const paid = payables.filter(({ paidOn }) => paidOn !== undefined && paidOn <= origin).length;
  if (paid >= fewestPaid) return undefined;
  const ofSample = sample ? ` of a sample of ${sample.simulated}` : '';
  return `fewer than ${fewestPaid} invoices${ofSample} were paid, which is too little to learn from`;
}

interface SimulatedCurrency extends CurrencyPast {
  readonly currency: string;
  readonly simulated: SimulatedWeeks;
}

function simulatedCurrency(currency: string, past: CurrencyPast, layout: Weeks): SimulatedCurrency {
  // Courses of two currencies have nothing in common but what the past of their sum says.
  const own = [...currency].reduce<number>((sum, letter) => sum * 31 + letter.charCodeAt(0), seed);
  return {
    ...{ currency, ...past },
    simulated: simulatedWeeks(past.payables, { ...layout, weeks, paths, backtests, seed: own }),
  };
}

function weeksOf({ due, payments, simulated }: SimulatedCurrency, layout: Weeks): readonly ForecastWeek[] {
  const terms = termsWeeks(due, layout, weeks);
  const forecast = correctedWeeks(payments, layout, simulated.weeks, simulated.backtests);
  return forecast.map((week, index) => ({
    ...(terms[index] ?? { contractual: '0', optimistic: '0' }),
    ...estimated(week, index, layout),
  }));
}

function changeOf({ payables }: SimulatedCurrency, layout: Weeks): ForecastChange {
  const change = expectationChange(payables, layout.origin, firstDayOf(weeks, layout) - 1);
  const text = (of: keyof ExpectationChange) => change[of].toFixed(decimals);
  return {
    ...{ before: text('before'), now: text('now') },
    ...{ paid: text('paid'), received: text('received'), notPaid: text('notPaid') },
    ...{ toCome: text('toCome'), reestimated: text('reestimated') },
  };
}

/**
 * The sum of all currencies with a rate. Its intervals are corrected by what came of the same sum in the
 * backtests that all of them have: that currencies are paid in the same runs is in it.
 */
function totalOf(
  all: readonly SimulatedCurrency[],
  layout: Weeks,
  rates: RateTable,
): ForecastTotal | undefined {
  const parts = all.flatMap((each) => {
    const rate = rateOf(rates, each.currency);
    return rate ? [{ ...each, factor: Number(new Big(1).div(rate)) }] : [];
  });
  if (parts.length < 2) return undefined;
  const payments = parts.flatMap((part) =>
    part.payments.map((each) => ({ ...each, amount: each.amount * part.factor })),
  );
  const sumAt = (of: (part: SimulatedCurrency) => SimulatedWeeks['weeks']) =>
    summedWeeks(parts.map((part) => ({ weeks: of(part), factor: part.factor })));
  const backtestAt = (part: SimulatedCurrency, origin: number) =>
    part.simulated.backtests.find((each) => each.origin === origin);
  const common = (parts[0]?.simulated.backtests ?? []).filter(({ origin }) =>
    parts.every((part) => backtestAt(part, origin)),
  );
  const forecast = correctedWeeks(
    payments,
    layout,
    sumAt(({ simulated }) => simulated.weeks),
    common.map(({ origin }) => ({ origin, weeks: sumAt((part) => backtestAt(part, origin)?.weeks ?? []) })),
  );
  return {
    ...{ currency: rates.base, of: parts.map(({ currency }) => currency) },
    weeks: forecast.map((week, index) => estimated(week, index, layout)),
  };
}

function estimated({ firstDay, total, toCome }: CashFlowWeek, index: number, layout: Weeks): EstimatedWeek {
  return {
    from: addDays('1970-01-01', firstDay),
    to: addDays('1970-01-01', firstDayOf(index + 1, layout) - 1),
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

interface Sized extends ForecastCurrency {
  /** How many it has. */
  readonly invoices: number;
}

/** By what is expected, or by how many invoices there are where amounts cannot be compared. */
function largestFirst(all: readonly Sized[], rates: RateTable | undefined): (a: Sized, b: Sized) => number {
  return rates && all.every(({ currency }) => rateOf(rates, currency))
    ? (a, b) => compareConverted(amountOf(b), amountOf(a), rates)
    : (a, b) => b.invoices - a.invoices;
}

function amountOf({ currency, weeks: own }: ForecastCurrency) {
  const sum = own.reduce((all, { expected }) => all.plus(expected), new Big(0));
  return { currency, amount: sum.toFixed() };
}
