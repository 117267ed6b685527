import { mean, quantileSorted } from 'simple-statistics';
import { corrected, correctionOf, type Judged } from './conformal.ts';
import { type Interval, type IntervalLevel, intervalLevels } from './interval.ts';
import { asOf, type Payable, type Payment } from './payable.ts';
import { type PaymentWeek, paymentWeeks } from './payment-weeks.ts';
import { firstDayOf, type Weeks, weekOfDay } from './weeks.ts';

/** What the payments of a week are expected to be. An estimate: amounts are floats in one currency. */
export interface Expectation {
  readonly mean: number;
  readonly median: number;
  /** The interval in which the payments are with a probability of the level; the mean is in it too. */
  interval(level: IntervalLevel): Interval;
}

/** A week of the forecast. */
export interface CashFlowWeek {
  /** Its first day: days since 1970-01-01. */
  readonly firstDay: number;
  /** Payments of invoices that are known. */
  readonly open: Expectation;
  /** Payments of invoices that have not been received yet: a band of its own. */
  readonly toCome: Expectation;
  /** Both. */
  readonly total: Expectation;
}

export interface CashFlowOptions extends Weeks {
  readonly weeks: number;
  /** Simulated courses of the future. */
  readonly paths: number;
  readonly seed: number;
  /** How many weeks before the origin the forecast is made anew, to correct its intervals by. */
  readonly backtests: number;
}

/** What was simulated at an earlier origin. */
export interface Backtest {
  readonly origin: number;
  readonly weeks: readonly PaymentWeek[];
}

const daysOfWeek = 7;
const parts = ['open', 'toCome', 'total'] as const;
type Part = (typeof parts)[number];

/**
 * Forecasts the payments of one currency week by week. The same invoices, options and seed give the
 * same forecast.
 */
export function cashFlowForecast(
  payables: readonly Payable[],
  options: CashFlowOptions,
): readonly CashFlowWeek[] {
  const { weeks, backtests } = simulatedWeeks(payables, options);
  return correctedWeeks(payables, options, weeks, backtests);
}

/** Simulations of the weeks after the origin, and of those after the origins of some weeks before. */
export interface SimulatedWeeks {
  readonly weeks: readonly PaymentWeek[];
  readonly backtests: readonly Backtest[];
}

/** Simulates the payments of one currency; the forecast is still to be corrected. */
export function simulatedWeeks(payables: readonly Payable[], options: CashFlowOptions): SimulatedWeeks {
  const origins = Array.from(
    { length: options.backtests },
    (_, index) => options.origin - (index + 1) * daysOfWeek,
  );
  const first = Math.min(...payables.map(({ receivedOn }) => receivedOn));
  const backtests = origins
    .filter((origin) => origin >= first + leastHistoryDays)
    .map((origin) => ({ origin, weeks: paymentWeeks(payables, { ...options, origin }) }));
  return { weeks: paymentWeeks(payables, options), backtests };
}

/** With less behind it, a forecast says nothing about those after it. */
const leastHistoryDays = 56;

/**
 * The weeks as simulated at an origin, with intervals corrected by what came of earlier simulations.
 * @param payments all there were since the earliest of them
 */
export function correctedWeeks(
  payments: readonly Payment[],
  { origin, firstDays }: Weeks,
  weeks: readonly PaymentWeek[],
  backtests: readonly Backtest[],
): readonly CashFlowWeek[] {
  const layoutAt = (at: number): Weeks => ({ origin: at, ...(firstDays !== undefined && { firstDays }) });
  const known = asOf(origin, payments);
  const outcomes = backtests.map((backtest) => ({
    weeks: backtest.weeks,
    paid: paidByWeek(known, layoutAt(backtest.origin), weeksOver(backtest.origin, origin)),
  }));
  const judgedOf = cached((part: Part, level: IntervalLevel) =>
    weeks.map((_, horizon) =>
      outcomes.flatMap(({ weeks, paid }) => judged(weeks[horizon], paid[horizon], part, level)),
    ),
  );
  // What a part of a week is off by says nothing about whole ones.
  const isPart = firstDays !== undefined && firstDays < daysOfWeek;
  const correctionAt = (part: Part, level: IntervalLevel, horizon: number) => {
    const all = judgedOf(part, level);
    if (!isPart) return correctionOf(all, horizon, level);
    return horizon === 0
      ? correctionOf(all.slice(0, 1), 0, level)
      : correctionOf(all.slice(1), horizon - 1, level);
  };
  return weeks.map((week, horizon) => {
    const expectation = (part: Part): Expectation => {
      const values = risingOf(week, part);
      const middle = mean(values);
      const median = quantileSorted(values, 0.5);
      const correctedAt = (level: IntervalLevel) =>
        corrected(intervalOf(values, level), median, correctionAt(part, level, horizon));
      const interval = (level: IntervalLevel): Interval => {
        // Each level has a correction of its own; a wider one holds the narrower all the same.
        const within = intervalLevels.filter((each) => each <= level).map(correctedAt);
        const low = Math.min(...within.map((each) => each.low));
        // Nothing below 0 unless credit notes can make it so.
        const least = Math.min(0, values[0] ?? 0);
        const high = Math.max(...within.map((each) => each.high));
        // Rare and large payments draw the mean out of what most courses pay.
        return { low: Math.min(Math.max(low, least), middle), high: Math.max(high, middle) };
      };
      return { mean: middle, median, interval };
    };
    return {
      firstDay: firstDayOf(horizon, layoutAt(origin)),
      ...{ open: expectation('open'), toCome: expectation('toCome'), total: expectation('total') },
    };
  });
}

function cached<T>(of: (part: Part, level: IntervalLevel) => T): typeof of {
  const found = new Map<string, T>();
  return (part, level) => {
    const key = `${part}/${level}`;
    const value = found.get(key) ?? of(part, level);
    found.set(key, value);
    return value;
  };
}

/** What was paid in a week, by whether it was known when that was forecast. */
export type PaidInWeek = Readonly<Record<Part, number>>;

/** What was paid in each of some weeks after an origin. */
export function paidByWeek(
  payments: readonly Payment[],
  layout: Weeks,
  weeks: number,
): readonly PaidInWeek[] {
  const paid = Array.from({ length: Math.max(0, weeks) }, () => ({ open: 0, toCome: 0, total: 0 }));
  for (const { paidOn, receivedOn, amount } of payments) {
    const week = paidOn === undefined ? undefined : paid[weekOfDay(paidOn, layout)];
    if (!week) continue;
    week[receivedOn <= layout.origin ? 'open' : 'toCome'] += amount;
    week.total += amount;
  }
  return paid;
}

/** Weeks from one origin to another that are over by then: so many whether the first is a part or not. */
function weeksOver(from: number, to: number): number {
  return Math.floor((to - from) / daysOfWeek);
}

/** What came of a forecast's week, once the week is over. */
function judged(
  week: PaymentWeek | undefined,
  paid: PaidInWeek | undefined,
  part: Part,
  level: IntervalLevel,
): readonly Judged[] {
  if (!week || !paid) return [];
  const values = risingOf(week, part);
  return [{ interval: intervalOf(values, level), middle: quantileSorted(values, 0.5), actual: paid[part] }];
}

function risingOf(week: PaymentWeek, part: Part): number[] {
  return Array.from(week[part].toSorted());
}

function intervalOf(rising: number[], level: number): Interval {
  return {
    low: quantileSorted(rising, (1 - level) / 2),
    high: quantileSorted(rising, (1 + level) / 2),
  };
}
