import { bucketStarts } from '../../dashboards/asks.ts';
import type { Bucket, KpiQuery } from '../../dashboards/kpi-reader.ts';
import type { Expression, Kpi, KpiDimension, Stock, Stocks } from '../../dashboards/kpis/kpi.ts';
import { conditionSql, expressionSql, presence, type Scope, typeOf } from './expression-sql.ts';
import { filterConditions, groupColumns, timeBound } from './kpi-conditions.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { paymentList } from './stored-columns.ts';

/** What a stock is asked of. */
export interface StockQuestion extends Pick<KpiQuery, 'filters' | 'period'> {
  readonly kpi: Kpi;
  readonly stocks: Stocks;
  readonly groups: readonly KpiDimension[];
  readonly scope: Scope;
}

/** The table `invoices` as it was at a time, and what each of them added to a side of a figure. */
export interface InvoicesThen {
  /** With the alias `invoices`. */
  readonly table: Statement;
  readonly where: Statement;
  /** Undefined if they are counted. */
  readonly value: Statement | undefined;
}

/**
 * The invoices that were in a stock at a time.
 * @param at ms since the epoch
 */
export function invoicesThen(
  { kpi, filters, scope }: Pick<StockQuestion, 'kpi' | 'filters' | 'scope'>,
  stock: Stock,
  at: number,
): InvoicesThen {
  const entered = expressionSql(stock.entered, scope);
  const left = expressionSql(stock.left, scope);
  const sum = stock.sum && expressionSql(stock.sum, scope);
  const where = [
    joined`${entered} < ${boundOf(stock.entered, at, scope)}`,
    joined`(${left} IS NULL OR ${left} >= ${boundOf(stock.left, at, scope)})`,
    ...lasting(kpi, stock, filters, scope),
  ];
  const value = stock.less ? joined`(${sum} + coalesce(${laterPayments(at)}, 0))` : sum;
  return { table: statement('invoices'), where: listed(where, ' AND '), value };
}

/**
 * The rows that were in the stocks at a time: the groups, and what each adds to `of` or `to`.
 * @param at ms since the epoch
 */
export function stockAt({ stocks, groups, ...question }: StockQuestion, at: number): Statement {
  const sides = sidesOf(stocks).map(([side, stock]) => {
    const { table, where, value = statement('1') } = invoicesThen(question, stock, at);
    const columns = [...groupColumns(groups, question.scope), ...columnsOf(stocks, side, value)];
    return joined`SELECT ${listed(columns, ', ')} FROM ${table} WHERE ${where}`;
  });
  return listed(sides, ' UNION ALL ');
}

/**
 * The stocks at the end of each step, of the last one at the end of the period: columns `at`, the groups, and
 * `of` and `to`; a row for each step and group that somebody is in.
 *
 * Each invoice is read once, and only if it was in a stock since the period began. It is added in the step in
 * which it entered, or in the first one, and taken away in that in which it left; what its later events add
 * back, up to their own step. Then the changes are added up from step to step.
 */
export function stockInSteps(question: StockQuestion, bucket: Bucket): Statement {
  const { stocks, groups, period } = question;
  const first = Date.parse(bucketStarts(period, bucket)[0] ?? period.from);
  const steps = { bucket, first, end: Date.parse(period.to) };
  const names = groups.map((_, index) => `group_${index}`);
  // Without groups, all are in one.
  const keys = ['one', ...names].join(', ');
  const sides = sidesOf(stocks).map(([side]) => side);
  const sums = [...sides, 'present'];
  const each = (write: (column: string) => string) => statement(sums.map(write).join(', '));
  const spans = sidesOf(stocks).flatMap(([side, stock]) => spansOf(question, stock, side, steps));
  const [begin, last] = [first, steps.end - 1].map((ms) => stepOf(timeBound(ms, 'millis'), bucket));
  return joined`WITH spans AS MATERIALIZED (${listed(spans, ' UNION ALL ')}), changes AS MATERIALIZED (
      SELECT since AS step, ${statement(keys)}, ${each((column) => column)} FROM spans
      WHERE until IS NULL OR until > since
      UNION ALL
      SELECT until, ${statement(keys)}, ${each((column) => `-${column}`)} FROM spans WHERE until > since
    ), sums AS (
      SELECT step, ${statement(keys)}, ${each((column) => `sum(${column}) AS ${column}`)} FROM changes
      GROUP BY step, ${statement(keys)}
    ), steps AS (
      SELECT unnest(generate_series(${begin}, ${last}, INTERVAL 1 ${statement(bucket)})) AS step
    )
    SELECT step AS "at", ${statement([...names, ...sides].join(', '))} FROM (
      SELECT step, ${statement(keys)}, ${each(
        (column) => `sum(${column}) OVER (PARTITION BY ${keys} ORDER BY step) AS ${column}`,
      )}
      FROM steps CROSS JOIN (SELECT DISTINCT ${statement(keys)} FROM changes)
        LEFT JOIN sums USING (step, ${statement(keys)}))
    WHERE present > 0`;
}

interface Steps {
  readonly bucket: Bucket;
  /** Where the first step begins and the last one ends, ms since the epoch. */
  readonly first: number;
  readonly end: number;
}

/**
 * From which step on something is in a side of a figure, and from which it is no more: rows of the keys,
 * the sides, `present`, `since` and `until`; those that are over as they begin too.
 */
function spansOf(question: StockQuestion, stock: Stock, side: Side, steps: Steps): readonly Statement[] {
  const { kpi, filters, groups, scope, stocks } = question;
  const { bucket, first, end } = steps;
  const entered = expressionSql(stock.entered, scope);
  const left = expressionSql(stock.left, scope);
  const where = listed(
    [
      joined`${entered} < ${boundOf(stock.entered, end, scope)}`,
      // Apart, so that the store can skip by the first of them.
      joined`(${left} IS NULL OR ${left} >= ${boundOf(stock.left, first, scope)})`,
      joined`(${left} IS NULL OR ${left} > ${entered})`,
      ...lasting(kpi, stock, filters, scope),
    ],
    ' AND ',
  );
  const begin = stepOf(timeBound(first, 'millis'), bucket);
  const spanned = [
    ...[statement('0 AS one'), ...groupColumns(groups, scope)],
    joined`greatest(${stepOf(entered, bucket)}, ${begin}) AS since`,
    joined`CASE WHEN ${left} < ${boundOf(stock.left, end, scope)} THEN ${stepOf(left, bucket)} END AS until`,
  ];
  const keys = statement(['one', ...groups.map((_, index) => `group_${index}`)].join(', '));
  const selected = (x: string, present: string, until: string) =>
    joined`${keys}, ${listed(columnsOf(stocks, side, statement(x)), ', ')}, ${statement(`${present} AS present, since, ${until} AS until`)}`;
  const value = joined`${stock.sum ? expressionSql(stock.sum, scope) : statement('1')} AS x`;
  // Many invoices share a span: what follows is as quick for millions as for a few.
  const present = joined`SELECT ${selected('sum(x)', 'count(*)', 'until')}
    FROM (SELECT ${listed([...spanned, value], ', ')} FROM invoices WHERE ${where})
    GROUP BY ${keys}, since, until`;
  if (!stock.less) return [present];
  const at = statement('payment.at');
  const later = [
    statement('payment.amount AS later'),
    joined`CASE WHEN ${at} < ${timeBound(end, 'millis')} THEN ${stepOf(at, bucket)} END AS later_step`,
  ];
  const paid = joined`SELECT ${listed([...spanned, statement(`unnest(${paymentList}) AS payment`)], ', ')}
    FROM invoices WHERE ${where} AND ${statement(paymentList)} IS NOT NULL`;
  const addedBack = joined`SELECT ${selected('later', '0', 'least(until, later_step)')}
    FROM (SELECT *, ${listed(later, ', ')} FROM (${paid}) WHERE ${at} >= ${timeBound(first, 'millis')})`;
  return [present, addedBack];
}

type Side = '"of"' | '"to"';

function sidesOf({ of, to }: Stocks): readonly (readonly [Side, Stock])[] {
  return to
    ? [
        ['"of"', of],
        ['"to"', to],
      ]
    : [['"of"', of]];
}

/** A value in the column of its side. */
function columnsOf(stocks: Stocks, side: Side, value: Statement): readonly Statement[] {
  return sidesOf(stocks).map(
    ([each]) => joined`${each === side ? value : statement('NULL')} AS ${statement(each)}`,
  );
}

/** What has to hold of an invoice whatever the time. */
function lasting(
  kpi: Kpi,
  { where, sum }: Stock,
  filters: KpiQuery['filters'],
  scope: Scope,
): readonly Statement[] {
  return [
    ...(where ? [conditionSql(where, scope)] : []),
    ...filterConditions(kpi, filters, scope),
    ...(sum ? [presence(sum, scope)] : []),
  ];
}

function boundOf(clock: Expression, ms: number, scope: Scope): Statement {
  return timeBound(ms, typeOf(clock, scope));
}

function stepOf(time: Statement, bucket: Bucket): Statement {
  return joined`date_trunc('${statement(bucket)}', ${time})::TIMESTAMP`;
}

/** What payments at a time or later come to, ms since the epoch; missing without any. */
function laterPayments(since: number): Statement {
  return joined`list_sum([payment.amount FOR payment IN ${statement(paymentList)}
    IF payment.at >= ${timeBound(since, 'millis')}])`;
}
