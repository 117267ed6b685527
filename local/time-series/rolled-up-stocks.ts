import { bucketMs } from '../../dashboards/kpi-reader.ts';
import type { Stock } from '../../dashboards/kpis/kpi.ts';
import { filterConditions, groupColumns, groupNames, timeBound } from './kpi-conditions.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { changesOf, columnsOf, type Steps, type StockQuestion, sidesOf, stepOf } from './stock-question.ts';
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
  { kpi, stocks, groups, filters, scope }: StockQuestion,
  leading: Statement,
  times: (stock: Stock) => readonly Statement[],
): Statement {
  const selections = sidesOf(stocks).flatMap(([side, stock]) => {
    const value = statement(stock.sum ? 'sum' : 'count');
    const columns = [leading, ...groupColumns(groups, scope), ...columnsOf(stocks, side, value)];
    const of = statement('stock = ?', rolledUpName(stock) ?? null);
    return times(stock).map((time) => {
      const where = listed([of, time, ...filterConditions(kpi, filters, scope)], ' AND ');
      return joined`SELECT ${listed(columns, ', ')}, count AS present FROM ${statement(stockRollup)} WHERE ${where}`;
    });
  });
  return listed(selections, ' UNION ALL ');
}
