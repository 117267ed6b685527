import Big from 'big.js';
import type { RateTable } from './figure-settings.ts';
import { groupKey } from './figures.ts';
import type { KpiReading, KpiRow } from './kpi-reader.ts';
import type { Kpi, Part } from './kpis/kpi.ts';
import { quotient, rounded } from './quotient.ts';

/** Whether a figure is always split by currency: its sums are amounts. */
export function isByCurrency({ groupBy }: Kpi): boolean {
  return groupBy?.includes('currency') === true;
}

/** The currencies that amounts can be shown in: the base, and those with a rate. */
export function reportingCurrencies(rates: RateTable | undefined): readonly string[] {
  return rates ? [rates.base, ...Object.keys(rates.perUnit).sort()] : [];
}

/**
 * A reading with one row in the place of those of all currencies that have a rate: each amount ÷
 * its rate × the rate of the currency, added up exactly and rounded once, to six decimals, half to
 * even. Of what is divided both parts are converted, and divided again. A currency without a rate
 * keeps its rows. A reading that lacks rows has no sum: the row's value is null. What is not split
 * by currency, and what has no sum over currencies, is passed on as it is.
 * @param currency one of those that have a rate
 */
export function inCurrency(reading: KpiReading, kpi: Kpi, currency: string, rates: RateTable): KpiReading {
  if (!isConvertible(kpi)) return reading;
  const rate = rateOf(rates, currency);
  if (rate === undefined) return reading;
  const groups = new Map<string, Member[]>();
  for (const row of reading.rows) {
    const own = rateOf(rates, row.group.currency);
    // The group of a currency without a rate is that of its row alone.
    const { at, group } = own === undefined ? row : { ...row, group: { ...row.group, currency } };
    const name = `${own === undefined} ${at} ${groupKey({ group })}`;
    groups.set(name, [...(groups.get(name) ?? []), { row, rate: own }]);
  }
  const rows = [...groups.values()].flatMap((members) =>
    members[0]?.rate === undefined
      ? members.map(({ row }) => row)
      : converted(members, kpi, { currency, rate, isWhole: !reading.truncated }),
  );
  return { ...reading, rows };
}

/** An amount of one currency. */
export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Orders amounts of currencies that have a rate by what they come to in any of them, exactly. */
export function compareConverted(a: Amount, b: Amount, rates: RateTable): number {
  const [one, other] = [requiredRate(rates, a.currency), requiredRate(rates, b.currency)];
  return new Big(a.amount).times(other).cmp(new Big(b.amount).times(one));
}

/** What an amount comes to in another currency, rounded as a converted sum is; both have a rate. */
export function convertedAmount({ amount, currency }: Amount, to: string, rates: RateTable): string {
  return rounded(new Big(amount).times(requiredRate(rates, to)), requiredRate(rates, currency));
}

/** What amounts come to in a currency, added up exactly and rounded once; all have a rate. */
export function convertedSum(amounts: readonly Amount[], to: string, rates: RateTable): string {
  const { over, under } = amounts.reduce(
    (sum, { amount, currency }) => plus(sum, amount, requiredRate(rates, currency)),
    nothing,
  );
  return rounded(over.times(requiredRate(rates, to)), under);
}

/** @throws {RangeError} when nobody has said it */
function requiredRate(rates: RateTable, currency: string): Big {
  const rate = rateOf(rates, currency);
  if (!rate) throw new RangeError(`There is no rate for ${currency}`);
  return rate;
}

/** The currencies that a converted reading still has rows of beside the one that was asked for. */
export function notConverted(reading: KpiReading, currency: string): readonly string[] {
  const found = new Set(reading.rows.flatMap(({ group }) => group.currency ?? []));
  found.delete(currency);
  return [...found].sort();
}

/** In which currency amounts are shown, and at which rates, in words. */
export function conversionWords(currency: string, { asOf, source }: RateTable): string {
  return `Amounts in ${currency}. Converted at the rates of ${asOf} (${source}).`;
}

/** The rates of some currencies, each as an equation. */
export function ratesUsed({ base, perUnit }: RateTable, currencies: readonly string[]): string {
  return Object.keys(perUnit)
    .filter((currency) => currencies.includes(currency))
    .sort()
    .map((currency) => `1 ${base} = ${perUnit[currency]} ${currency}`)
    .join('; ');
}

/** A row that is part of a sum, and how many units of its currency one of the base is. */
interface Member {
  readonly row: KpiRow;
  readonly rate: Big | undefined;
}

interface Wanted {
  readonly currency: string;
  readonly rate: Big;
  /** Whether the reading has all rows: the sum of some is none. */
  readonly isWhole: boolean;
}

/** Sums of amounts, alone or divided: a mean of each currency says nothing about all of them. */
function isConvertible(kpi: Kpi): boolean {
  return isByCurrency(kpi) && (kpi.aggregate.kind === 'sum' || kpi.aggregate.kind === 'ratio');
}

/** How many units of a currency one of the base is; undefined where nobody has said it. */
export function rateOf({ base, perUnit }: RateTable, currency: string | undefined): Big | undefined {
  if (currency === base) return new Big(1);
  const rate = currency !== undefined && Object.hasOwn(perUnit, currency) ? perUnit[currency] : undefined;
  return rate === undefined ? undefined : new Big(rate);
}

function converted(members: readonly Member[], { aggregate }: Kpi, wanted: Wanted): readonly KpiRow[] {
  const [first] = members;
  if (!first) return [];
  const row = {
    ...(first.row.at !== undefined && { at: first.row.at }),
    group: { ...first.row.group, currency: wanted.currency },
  };
  if (!wanted.isWhole) return [{ ...row, value: null }];
  if (aggregate.kind !== 'ratio') {
    const sum = sumOf(members, wanted.rate, ({ value }) => value);
    return [{ ...row, value: sum ? rounded(sum.over, sum.under) : null }];
  }
  const [of, to] = (['of', 'to'] as const).map((name) =>
    sumOf(members, isAmount(aggregate[name]) ? wanted.rate : undefined, ({ parts }) => parts?.[name]),
  );
  if (!of || !to) return [{ ...row, value: null }];
  const parts = { of: rounded(of.over, of.under), to: rounded(to.over, to.under) };
  const value = quotient(of.over.times(to.under), of.under.times(to.over), aggregate.times);
  return [{ ...row, value, parts }];
}

/** Of a figure that is split by currency a sum is an amount; what is counted has no currency. */
function isAmount({ sum }: Part): boolean {
  return sum !== undefined;
}

/** An exact number that decimals may not be able to write: `over` ÷ `under`, which is above 0. */
interface Fraction {
  readonly over: Big;
  readonly under: Big;
}

const nothing: Fraction = { over: new Big(0), under: new Big(1) };

function plus({ over, under }: Fraction, value: string, divisor: Big): Fraction {
  return { over: over.times(divisor).plus(under.times(value)), under: under.times(divisor) };
}

/**
 * The exact sum in the currency that has this rate, or of plain numbers without one; undefined if
 * one of the members has nothing to add.
 */
function sumOf(
  members: readonly Member[],
  wanted: Big | undefined,
  of: (row: KpiRow) => string | null | undefined,
): Fraction | undefined {
  let sum = nothing;
  for (const { row, rate } of members) {
    const value = of(row) ?? undefined;
    if (value === undefined) return undefined;
    sum = plus(sum, value, wanted && rate ? rate : new Big(1));
  }
  return { over: sum.over.times(wanted ?? 1), under: sum.under };
}
