import { bucketStarts } from '../asks.ts';
import { type Bucket, stocksAt } from '../kpi-reader.ts';
import type { Stock } from '../kpis/kpi.ts';
import { typeOf } from '../sql/types.ts';
import { conditionSql, expressionSql, laterSql, type Scope, timeBoundSql } from './expression-sql.ts';
import {
  filtersOf,
  groupColumns,
  groupNames,
  mediansOf,
  type Question,
  selectionSql,
  sideColumns,
} from './selection-sql.ts';

// A stock is made of spans: a value that came at one time and went at another. What an invoice owes is such
// a value, and so is each payment, which was owed until it came. At a time those spans count that had come
// before it and not gone before it.

/** The values that were in the stocks at a time (ms since the epoch): the groups, `a` and `b`. */
export function stockAtSql(question: Question, at: number): string {
  const columns = [...groupNames(question), 'a', 'b'].join(', ');
  const then = timeBoundSql(at, 'millis');
  return `SELECT ${columns} FROM (${spansSql(question, { first: at, end: at })}) s WHERE gone IS NULL OR gone >= ${then}`;
}

/**
 * The stocks at the end of each step, of the last one at the end of the period: columns `step`, the groups,
 * and the values; a row for each step and group that somebody is in.
 *
 * What came and went is added up per step first, so that no step meets every invoice, and in one scan: each
 * span is taken both ways. One that would end before it begins is none: an invoice that was paid before it could be
 * overdue, say. Steps are literals, for the two engines make a series of times with different words.
 * @param values what is selected of the sums of `a` and `b`
 */
export function stockInStepsSql(question: Question, bucket: Bucket, values: string): string {
  const { period } = question.query;
  const starts = bucketStarts(period, bucket).map((start) => Date.parse(start));
  const first = starts[0] ?? Date.parse(period.from);
  const end = Date.parse(period.to);
  const names = groupNames(question);
  const firstStep = timeBoundSql(first, 'millis');
  const by = ['since', ...names].join(', ');
  const ways = `SELECT s.*, way, CASE WHEN way = 1 THEN come ELSE gone END AS moved FROM (${spansSql(question, { first, end })}) s CROSS JOIN (VALUES (1), (-1)) AS w (way) WHERE gone IS NULL OR gone > come`;
  const changes = `SELECT greatest(CAST(date_trunc('${bucket}', moved) AS timestamp), ${firstStep}) AS ${[by, 'a * way AS a', 'b * way AS b', 'present * way AS present'].join(', ')} FROM (${ways}) m WHERE moved < ${timeBoundSql(end, 'millis')}`;
  const sums = `SELECT ${by}, sum(a) AS a, sum(b) AS b, sum(present) AS present FROM (${changes}) c GROUP BY ${by}`;
  // A list of steps has one at least in SQL; in no time at all there is none.
  const steps = (starts.length > 0 ? starts : [first])
    .map((start) => `(${timeBoundSql(start, 'millis')})`)
    .join(', ');
  const none = starts.length > 0 ? '' : ' WHERE 1 = 0';
  const keys = ['step', ...names].join(', ');
  const medians = mediansOf(question);
  const head = medians.length === 0 ? '' : `WITH ${medians.join(', ')} `;
  return `${head}SELECT ${keys}, ${values} FROM (VALUES ${steps}) AS t (step) JOIN (${sums}) r ON since <= step${none} GROUP BY ${keys} HAVING sum(present) > 0 ORDER BY ${keys}`;
}

/** The instants, ms since the epoch, between which something has to be in a stock to matter. */
interface Reach {
  readonly first: number;
  readonly end: number;
}

function spansSql(question: Question, reach: Reach): string {
  const { of, to } = stocksAt(question.kpi);
  return [
    ...stockSpans(question, of, true, reach),
    ...(to ? stockSpans(question, to, false, reach) : []),
  ].join(' UNION ALL ');
}

function stockSpans(question: Question, stock: Stock, isFirst: boolean, reach: Reach): readonly string[] {
  const { scope } = question;
  const { come, gone } = spanTimes(stock, scope);
  const spanSql = (until: string | undefined, value: string, present: 0 | 1, also?: string) =>
    selectionSql(
      question,
      [
        ...[...groupColumns(question), `${come} AS come`, `${until} AS gone`],
        ...[...sideColumns(value, isFirst), `${present} AS present`],
      ],
      stockConditions(question, stock, reach),
      also,
    );
  const own = spanSql(gone, stock.sum ? expressionSql(stock.sum, scope) : '1', 1);
  if (stock.less === undefined) return [own];
  return [own, spanSql(owedUntil(gone), paid, 0, eachPayment)];
}

/** When something came into a stock and when it went, as SQL of timestamps; what is still there has not gone. */
export function spanTimes({ entered, left }: Pick<Stock, 'entered' | 'left'>, scope: Scope) {
  const [come = '', gone = ''] = [entered, left].map(
    (clock) => `CAST(${expressionSql(clock, scope)} AS timestamp)`,
  );
  return { come, gone };
}

/** Until when a payment was owed: it came, or what it paid of went. */
export function owedUntil(gone: string): string {
  return `CASE WHEN ${gone} < ${paidAt} THEN ${gone} ELSE ${paidAt} END`;
}

/** The payments of a row, which are JSON: Athena and DuckDB have no words for it in common, but for texts. */
export const eachPayment = ` CROSS JOIN UNNEST(split(payments, '},{')) AS p (payment)`;
/** What it paid. */
export const paid = `regexp_extract(payment, '"amount":"([^"]*)"', 1)`;
const paidAt = `CAST(${laterSql(
  timeBoundSql(0, 'millis'),
  `CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint)`,
)} AS timestamp)`;

function stockConditions(question: Question, stock: Stock, { first, end }: Reach): readonly string[] {
  const { scope } = question;
  const entered = expressionSql(stock.entered, scope);
  const left = expressionSql(stock.left, scope);
  return [
    `${entered} < ${timeBoundSql(end, typeOf(stock.entered, scope))}`,
    `(${left} IS NULL OR ${left} >= ${timeBoundSql(first, typeOf(stock.left, scope))})`,
    ...(stock.where ? [conditionSql(stock.where, scope)] : []),
    ...filtersOf(question),
    ...(stock.sum ? [`${expressionSql(stock.sum, scope)} IS NOT NULL`] : []),
  ];
}
