import { bucketMs } from '../../dashboards/kpi-reader.ts';
import { type Filters, type Stock, stockOfAge } from '../../dashboards/kpis/kpi.ts';
import { filterConditions, groupColumns, groupNames, timeBound } from './kpi-conditions.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import {
  changesOf,
  columnsOf,
  type Side,
  type Steps,
  type StockQuestion,
  sidesOf,
  stepOf,
} from './stock-question.ts';
import { rolledUpDimensions, rolledUpName, stockRollup } from './stock-rollup.ts';

/** Whether the rollup can say what the stocks were at these times, ms since the epoch. */
export function isRolledUp(
  { stocks, groups, filters = {} }: StockQuestion,
  times: readonly number[],
): boolean {
  const named = [...Object.keys(filters), ...groups];
  return (
    sidesOf(stocks).every(([, stock]) => rolledUpName(stock) !== undefined) &&
    named.every((name) => rolledUpDimensions.some((dimension) => dimension === name)) &&
    times.every((time) => time % bucketMs.hour === 0)
  );
}

/** Whether it can say what they were by age, too: at the end of `today`, ms since the epoch. */
export function areAgesRolledUp(question: StockQuestion, at: number): boolean {
  const { stocks, groups, scope } = question;
  const others = groups.filter((group) => group !== 'aging');
  return (
    others.length < groups.length &&
    sidesOf(stocks).every(([, { byAge }]) => byAge !== undefined) &&
    scope.today === new Date(at - 1).toISOString().slice(0, 10) &&
    isRolledUp({ ...question, groups: others }, [at])
  );
}

/**
 * The groups that somebody was in at a time, and what they came to.
 * @param at of a stock, ms since the epoch, the beginning of an hour; undefined for after everything
 */
export function rolledUpAt(question: StockQuestion, at: (stock: Stock) => number | undefined): Statement {
  const { each, sides } = changesOf(question);
  const keys = groupNames(question.groups);
  const columns = statement([...keys, ...sides].join(', '));
  const grouping = statement(keys.length > 0 ? `GROUP BY ${keys.join(', ')}` : '');
  const sums = each((column) => `sum(${column}) AS ${column}`);
  const rows = rowsOf(question, statement('0 AS one'), (stock) => {
    const end = at(stock);
    return end === undefined ? [statement(`grain = 'day'`)] : before(end, end);
  });
  return joined`SELECT ${columns} FROM (
      SELECT ${statement(keys.map((key) => `${key}, `).join(''))}${sums} FROM (${rows}) ${grouping})
    WHERE present > 0`;
}

/** What came and went in steps that begin on the hour: those, and the columns of `changesOf`. */
export function rolledUpChanges(question: StockQuestion, { bucket, first, end }: Steps): Statement {
  const begin = stepOf(timeBound(first, 'millis'), bucket);
  const step = joined`greatest(${stepOf(statement('since'), bucket)}, ${begin}) AS step, 0 AS one`;
  return rowsOf(question, step, () => before(end, bucket === 'hour' ? first : end));
}

/**
 * Days up to the day of `fine`, and hours from then on; all of them before `end`. Both in ms since the epoch.
 * Each by itself, so that the store can skip what lies outside.
 */
function before(end: number, fine: number): readonly Statement[] {
  const day = timeBound(Math.floor(fine / bucketMs.day) * bucketMs.day, 'millis');
  return [
    joined`grain = 'day' AND since < ${day}`,
    joined`grain = 'hour' AND since >= ${day} AND since < ${timeBound(end, 'millis')}`,
  ];
}

/** Rows of the rollup: what leads them, the groups, the sides and `present`. */
function rowsOf(
  question: StockQuestion,
  leading: Statement,
  times: (stock: Stock) => readonly Statement[],
): Statement {
  const { kpi, stocks, filters, scope } = question;
  const selections = addendsOf(question).flatMap(({ side, stock, sign, groups, only }) => {
    const signed = (column: string) => statement(`${sign}${column}`);
    const value = columnsOf(stocks, side, signed(stock.sum ? 'sum' : 'count'));
    const columns = [leading, ...groups, ...value, joined`${signed('count')} AS present`];
    const of = statement('stock = ?', rolledUpName(stock) ?? null);
    const filtered = [filters, only].flatMap((each) => filterConditions(kpi, each, scope));
    return times(stock).map((time) => {
      const where = listed([of, time, ...filtered], ' AND ');
      return joined`SELECT ${listed(columns, ', ')} FROM ${statement(stockRollup)} WHERE ${where}`;
    });
  });
  return listed(selections, ' UNION ALL ');
}

/** A stock that is added to a side, or taken from it. */
interface Addend {
  readonly side: Side;
  readonly stock: Stock;
  readonly sign: '' | '-';
  /** The columns of the groups. */
  readonly groups: readonly Statement[];
  readonly only?: Filters | undefined;
}

/** By age a stock is made of others: each row of the rollup is of all ages. */
function addendsOf({ stocks, groups, scope }: StockQuestion): readonly Addend[] {
  const columns = groupColumns(groups, scope);
  const aging = groups.indexOf('aging');
  return sidesOf(stocks).flatMap(([side, stock]): readonly Addend[] => {
    if (aging < 0) return [{ side, stock, sign: '', groups: columns }];
    return (stock.byAge ?? []).map((part) => {
      const age = joined`${statement('?', part.age)} AS ${statement(groupNames(groups)[aging] ?? '')}`;
      const sign = 'adds' in part ? '' : '-';
      return { side, sign, stock: stockOfAge(part), groups: columns.with(aging, age), only: part.only };
    });
  });
}
