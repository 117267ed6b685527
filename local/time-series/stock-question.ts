import type { Bucket, KpiQuery } from '../../dashboards/kpi-reader.ts';
import type { Kpi, KpiDimension, Stock, Stocks } from '../../dashboards/kpis/kpi.ts';
import type { Scope } from './expression-sql.ts';
import { groupNames } from './kpi-conditions.ts';
import { joined, type Statement, statement } from './statement.ts';

/** What a stock is asked of. */
export interface StockQuestion extends Pick<KpiQuery, 'filters' | 'period'> {
  readonly kpi: Kpi;
  readonly stocks: Stocks;
  readonly groups: readonly KpiDimension[];
  readonly scope: Scope;
}

/** Steps of time. */
export interface Steps {
  readonly bucket: Bucket;
  /** Where the first step begins and the last one ends, ms since the epoch. */
  readonly first: number;
  readonly end: number;
}

/** Which side of a figure that is divided something is on; of another it is the first. */
export type Side = '"of"' | '"to"';

export function sidesOf({ of, to }: Stocks): readonly (readonly [Side, Stock])[] {
  return to
    ? [
        ['"of"', of],
        ['"to"', to],
      ]
    : [['"of"', of]];
}

/** A value in the column of its side. */
export function columnsOf(stocks: Stocks, side: Side, value: Statement): readonly Statement[] {
  return sidesOf(stocks).map(
    ([each]) => joined`${each === side ? value : statement('NULL')} AS ${statement(each)}`,
  );
}

/** What the changes of a question are told apart by, and what is added up of them. */
export function changesOf({ stocks, groups }: StockQuestion) {
  const sides = sidesOf(stocks).map(([side]) => side);
  const sums = [...sides, 'present'];
  return {
    sides,
    // Without groups, all are in one.
    keys: ['one', ...groupNames(groups)].join(', '),
    each: (write: (column: string) => string) => statement(sums.map(write).join(', ')),
  };
}

/** The beginning of the step that a time is in. */
export function stepOf(time: Statement, bucket: Bucket): Statement {
  return joined`date_trunc('${statement(bucket)}', ${time})::TIMESTAMP`;
}
