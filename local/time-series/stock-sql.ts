import { bucketStarts } from '../../dashboards/asks.ts';
import { type Bucket, bucketMs, type KpiQuery } from '../../dashboards/kpi-reader.ts';
import type { Expression, Kpi, Stock } from '../../dashboards/kpis/kpi.ts';
import { typeOf } from '../../dashboards/sql/types.ts';
import { conditionSql, expressionSql, presence, type Scope } from './expression-sql.ts';
import { filterConditions, groupColumns, groupNames, timeBound } from './kpi-conditions.ts';
import { areAgesRolledUp, isRolledUp, rolledUpAt, rolledUpChanges } from './rolled-up-stocks.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { flowsIn, spanIn, valueIn } from './stock-flows.ts';
import { changesOf, columnsOf, type Steps, type StockQuestion, sidesOf, stepOf } from './stock-question.ts';
import { paymentList } from './stored-columns.ts';

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
export function stockAt(question: StockQuestion, at: number): Statement {
  const { stocks, groups, scope } = question;
  if (isRolledUp(question, [at]) || areAgesRolledUp(question, at)) return rolledUpAt(question, () => at);
  const sides = sidesOf(stocks).map(([side, stock]) => {
    const { table, where, value = statement('1') } = invoicesThen(question, stock, at);
    const columns = [...groupColumns(groups, scope), ...columnsOf(stocks, side, value)];
    return joined`SELECT ${listed(columns, ', ')} FROM ${table} WHERE ${where}`;
  });
  return listed(sides, ' UNION ALL ');
}

/**
 * The stocks as of now, after everything that has happened: of stocks of dates, after today. Undefined
 * if the rollup does not have them; then the figure says itself which invoices are in it.
 */
export function stockNow(question: StockQuestion): Statement | undefined {
  const { stocks, scope } = question;
  const areDates = sidesOf(stocks).map(([, { entered, left }]) =>
    [entered, left].map((clock) => typeOf(clock, scope) === 'date'),
  );
  const isMixed = areDates.some(([one, other]) => one !== other);
  const isByDay = sidesOf(stocks).some(([, { byDay }]) => byDay);
  if (isMixed || isByDay || !isRolledUp(question, [])) return undefined;
  const tomorrow = Date.parse(scope.today) + bucketMs.day;
  return rolledUpAt(question, ({ entered }) => (typeOf(entered, scope) === 'date' ? tomorrow : undefined));
}

/**
 * The stocks at the end of each step, of the last one at the end of the period: columns `at`, the groups, and
 * `of` and `to`; a row for each step and group that somebody is in.
 *
 * What came and went is added up from step to step; whatever was before the first one counts in that.
 */
export function stockInSteps(question: StockQuestion, bucket: Bucket): Statement {
  const { groups, period } = question;
  const first = Date.parse(bucketStarts(period, bucket)[0] ?? period.from);
  const steps = { bucket, first, end: Date.parse(period.to) };
  const { keys, each, sides } = changesOf(question);
  const [begin, last] = [first, steps.end - 1].map((ms) => stepOf(timeBound(ms, 'millis'), bucket));
  const changes =
    isRolledUp(question, [steps.end]) && bucketMs[bucket] >= bucketMs.hour
      ? rolledUpChanges(question, steps)
      : flowChanges(question, steps);
  return joined`WITH sums AS MATERIALIZED (
      SELECT step, ${statement(keys)}, ${each((column) => `sum(${column}) AS ${column}`)} FROM (${changes})
      GROUP BY step, ${statement(keys)}
    ), steps AS (
      SELECT unnest(generate_series(${begin}, ${last}, INTERVAL 1 ${statement(bucket)})) AS step
    )
    SELECT step AS "at", ${statement([...groupNames(groups), ...sides].join(', '))} FROM (
      SELECT step, ${statement(keys)}, ${each(
        (column) => `sum(${column}) OVER (PARTITION BY ${keys} ORDER BY step) AS ${column}`,
      )}
      FROM steps CROSS JOIN (SELECT DISTINCT ${statement(keys)} FROM sums)
        LEFT JOIN sums USING (step, ${statement(keys)}))
    WHERE present > 0`;
}

/** What came and went in steps, of invoices that were in a stock since the first of them began. */
function flowChanges(question: StockQuestion, { bucket, first, end }: Steps): Statement {
  const { kpi, filters, groups, scope, stocks } = question;
  const begin = stepOf(timeBound(first, 'millis'), bucket);
  const step = joined`greatest(${stepOf(statement('flow."at"'), bucket)}, ${begin}) AS step`;
  const keys = statement(['0 AS one', ...groupNames(groups)].join(', '));
  const sides = sidesOf(stocks).map(([side, stock]) => {
    const span = spanIn(stock, scope);
    const flows = flowsIn(valueIn(stock, scope), span, stock.less);
    const columns = [...groupColumns(groups, scope), joined`unnest(${flows}) AS flow`];
    const where = [
      joined`${span.begin} < ${boundOf(stock.entered, end, scope)}`,
      joined`(${span.end} IS NULL OR ${span.end} >= ${boundOf(stock.left, first, scope)})`,
      span.holds,
      ...filterConditions(kpi, filters, scope),
    ];
    const value = statement(stock.sum ? 'flow.sum' : 'flow.count');
    return joined`SELECT ${step}, ${keys}, ${listed(columnsOf(stocks, side, value), ', ')}, flow.count AS present
      FROM (SELECT ${listed(columns, ', ')} FROM invoices WHERE ${listed(where, ' AND ')})
      WHERE flow."at" < ${timeBound(end, 'millis')}`;
  });
  return listed(sides, ' UNION ALL ');
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

/**
 * What payments at a time or later come to, ms since the epoch; missing without any. To look first whether
 * there are payments at all is quicker: most invoices that are open have none.
 */
function laterPayments(since: number): Statement {
  const payments = statement(paymentList);
  return joined`CASE WHEN ${payments} IS NOT NULL THEN
    list_sum([payment.amount FOR payment IN ${payments} IF payment.at >= ${timeBound(since, 'millis')}]) END`;
}
