import Big from 'big.js';
import type { KpiReading, KpiRow } from './kpi-reader.ts';
import type { Kpi, KpiDimension } from './kpis/kpi.ts';

/** A figure of one group, and the same figure of the period before. */
export interface Figure {
  readonly row: KpiRow;
  /** Of the period before; undefined when the two are not compared, null when there was none. */
  readonly before: string | null | undefined;
}

/** How a figure stands against the period before. */
export type Change =
  /** From nothing to something: no percentage says how much. */
  | { readonly kind: 'new'; readonly isGood: boolean | undefined }
  | { readonly kind: 'same' }
  | {
      readonly kind: 'changed';
      /** Of shares in points, otherwise relative: 0.1 is 10 points or 10 percent more. */
      readonly by: number;
      readonly inPoints: boolean;
      readonly isGood: boolean | undefined;
    }
  | {
      /** By so much in its unit, where a percentage has no meaning: of what was, or has come to be, below 0. */
      readonly kind: 'moved';
      /** Decimal text. */
      readonly by: string;
      readonly isGood: boolean | undefined;
    };

/**
 * The rows of a reading, each with its counterpart of the period before. What there was before and
 * is no more is 0, if it is a count or a sum.
 */
export function figuresOf(kpi: Kpi, reading: KpiReading, before: KpiReading | undefined): readonly Figure[] {
  if (!before) return reading.rows.map((row) => ({ row, before: undefined }));
  const past = new Map(before.rows.map((row) => [groupKey(row), row.value]));
  const present = new Set(reading.rows.map(groupKey));
  const gone = addsUp(kpi) ? before.rows.filter((row) => !present.has(groupKey(row))) : [];
  return [...reading.rows, ...gone.map((row) => ({ ...row, value: '0' }))].map((row) => ({
    row,
    before: past.get(groupKey(row)) ?? null,
  }));
}

/** Whether it is a count or a sum: without rows it is 0. */
export function addsUp({ aggregate }: Kpi): boolean {
  return aggregate.kind === 'count' || aggregate.kind === 'sum';
}

/** A name for the group of a row, the same in every reading. */
export function groupKey({ group }: Pick<KpiRow, 'group'>): string {
  return JSON.stringify(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What has changed since the period before; undefined when there is nothing to compare. */
export function changeOf(kpi: Kpi, { row, before }: Figure): Change | undefined {
  const { unit, better } = kpi;
  if (before === undefined) return undefined;
  if (row.value === null || (before === null && !addsUp(kpi))) return undefined;
  const [now, then] = [new Big(row.value), new Big(before ?? 0)];
  if (now.eq(then)) return { kind: 'same' };
  const isGood = better && (better === 'more') === now.gt(then);
  if (unit === 'share') return { kind: 'changed', by: now.minus(then).toNumber(), inPoints: true, isGood };
  // A mean of 0 was a mean: only of what adds up does 0 say that there was nothing.
  if (then.eq(0) && addsUp(kpi)) return { kind: 'new', isGood };
  if (then.lte(0) || now.lt(0)) return { kind: 'moved', by: now.minus(then).toFixed(), isGood };
  return {
    kind: 'changed',
    by: now.minus(then).div(then).toNumber(),
    inPoints: false,
    isGood,
  };
}

/** The currencies of some readings, by their codes: amounts of two of them have no order. */
export function currenciesOf(readings: readonly (KpiReading | undefined)[]): readonly string[] {
  return valuesOf(readings, 'currency').sort();
}

/** The values that a dimension has in some readings. */
export function valuesOf(readings: readonly (KpiReading | undefined)[], dimension: KpiDimension): string[] {
  return [
    ...new Set(
      readings.flatMap((reading) => reading?.rows.flatMap(({ group }) => group[dimension] ?? []) ?? []),
    ),
  ];
}

/** Orders decimal texts, exactly. */
export function compareDecimals(a: string, b: string): number {
  return new Big(a).cmp(b);
}

/** Each value's share of all of them together, 0 to 1; what is below 0 has none. */
export function sharesOf(values: readonly string[]): readonly number[] {
  const above = values.map((value) => (value.startsWith('-') ? new Big(0) : new Big(value)));
  const all = above.reduce((sum, value) => sum.plus(value), new Big(0));
  return above.map((value) => (all.eq(0) ? 0 : value.div(all).toNumber()));
}

/** The sum of amounts of one currency, exactly. */
export function sumOf(values: readonly string[]): string {
  return values.reduce((sum, value) => sum.plus(value), new Big(0)).toFixed();
}
