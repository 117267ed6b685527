import {
  dimensionOfKpi,
  type EventsQuery,
  type InvoicesQuery,
  type KpiQuery,
  requireSubject,
  stocksAt,
  stocksInSteps,
} from '../../dashboards/kpi-reader.ts';
import {
  type Aggregate,
  type Expression,
  type Kpi,
  type KpiDimension,
  type Part,
  stocksOf,
} from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { mediansIn } from '../../dashboards/sql/types.ts';
import {
  conditionSql,
  expressionSql,
  joinedMedians,
  type MedianTable,
  medianTables,
  presence,
  type Scope,
} from './expression-sql.ts';
import { counting, filterConditions, groupNames, periodCondition, timeBound } from './kpi-conditions.ts';
import { listedColumns } from './listed-invoice.ts';
import { rollupAnswers, rollupSource } from './rollup-figures.ts';
import { gatheredRows, partConditions, selection } from './selection.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { type InvoicesThen, invoicesThen, stockAt, stockInSteps, stockNow } from './stock-sql.ts';

/** A statement, and the tables that have to be there when it runs. */
export interface FigureStatement extends Statement {
  readonly medians: readonly MedianTable[];
}

/** A statement of a figure and the dimensions that its columns `group_0`, `group_1`, … hold. */
export interface KpiStatement extends FigureStatement {
  readonly kpi: Kpi;
  readonly groups: readonly KpiDimension[];
}

/**
 * The figure as a query: columns `at` (with buckets), `group_0` …, and `value`, or `of` and `to` of what
 * is divided. Counts of whole minutes by what the rollup knows are read there.
 * @param maxRows rows returned at most
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NO_STEPS, NO_PAST
 */
export function kpiStatement(query: KpiQuery, maxRows: number): KpiStatement {
  const kpi = kpiOf(query.kpi);
  const names = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])];
  const groups = names.map((name) => dimensionOfKpi(kpi, name));
  const scope: Scope = { subject: kpi.subject, today: query.today, assumed: query.assumed };
  const { columns, rows, having = '' } = rowsOf(kpi, query, groups, scope);
  const keys = [...(query.bucket ? ['"at"'] : []), ...groupNames(groups)];
  const positions = keys.map((_, index) => index + 1).join(', ');
  const grouping = positions && `GROUP BY ${positions} ${having} ORDER BY ${positions}`;
  const selected = statement([...keys, ...columns].join(', '));
  const limit = statement('?', BigInt(maxRows));
  return {
    ...{ kpi, groups, medians: medianTables(kpi, scope) },
    ...joined`SELECT ${selected} FROM (${rows}) ${statement(grouping)} LIMIT ${limit}`,
  };
}

/**
 * The invoices behind a figure: what a list says of each, `value`, and `total`, how many there are.
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NOT_ABOUT_INVOICES, NO_PAST
 */
export function invoicesStatement(query: InvoicesQuery): FigureStatement {
  const kpi = kpiOf(query.kpi);
  requireSubject(kpi, 'invoices');
  const scope: Scope = { subject: 'invoices', today: query.today, assumed: query.assumed };
  const { table, value = statement('NULL'), where } = invoicesBehind(kpi, query, scope);
  // Amounts of two currencies have no order.
  const first = isAmount(kpi) ? 'currency, ' : '';
  const rows = joined`SELECT ${statement(listedColumns)}, ${value} AS value, count(*) OVER () AS total FROM ${table}${joinedMedians(mediansIn(kpi), scope)} WHERE ${where}
    ORDER BY ${statement(first)}value DESC NULLS LAST, "openAmount" DESC, amount DESC, "invoiceId"
    LIMIT ${statement('?', BigInt(query.limit))}`;
  return { ...rows, medians: medianTables(kpi, scope) };
}

function isAmount({ unit, groupBy }: Kpi): boolean {
  return groupBy?.includes('currency') === true || (unit !== 'duration' && unit !== 'days');
}

function invoicesBehind(kpi: Kpi, query: InvoicesQuery, scope: Scope): InvoicesThen {
  const side = query.part ?? 'of';
  if (query.at !== undefined) {
    const stocks = stocksAt(kpi);
    const stock = side === 'to' ? stocks.to : stocks.of;
    return invoicesThen({ kpi, filters: query.filters, scope }, stock ?? stocks.of, Date.parse(query.at));
  }
  const part = partOf(kpi.aggregate, side);
  return {
    table: statement('invoices'),
    where: listed(partConditions(kpi, part, query, scope), ' AND '),
    value: part.sum && expressionSql(part.sum, scope),
  };
}

/** The rows that an aggregate adds up, on one side of it. */
function partOf(aggregate: Aggregate, side: 'of' | 'to'): Part {
  switch (aggregate.kind) {
    case 'count':
      return {};
    case 'ratio':
      return aggregate[side];
    default:
      return { sum: aggregate.of };
  }
}

/**
 * The events behind a figure, the newest received first.
 * @param sinceMs leaves out what was received before, ms since the epoch
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NOT_ABOUT_EVENTS
 */
export function eventsStatement(query: EventsQuery, sinceMs: number): Statement {
  const kpi = kpiOf(query.kpi);
  requireSubject(kpi, 'events');
  const scope: Scope = { subject: 'events', today: '1970-01-01' };
  const where = listed(
    [
      joined`"receivedAt" >= ${timeBound(sinceMs, 'millis')}`,
      counting,
      ...(query.period && kpi.clock ? [periodCondition(kpi.clock, query.period, scope)] : []),
      ...(kpi.where ? [conditionSql(kpi.where, scope)] : []),
      ...filterConditions(kpi, query.filters, scope),
    ],
    ' AND ',
  );
  return joined`SELECT "invoiceId", "eventKey", stage, status, kind, currency, "vendorId", amount,
      epoch_ms("time") AS "occurredMs", epoch_ms("receivedAt") AS "receivedMs"
    FROM events WHERE ${where}
    ORDER BY "receivedAt" DESC, "time" DESC, "eventKey" LIMIT ${statement('?', BigInt(query.limit))}`;
}

/** The rows that a figure is made of, and the columns that it makes of them. */
interface Rows {
  readonly columns: readonly string[];
  readonly rows: Statement;
  /** Which groups there are; those with rows unless given. */
  readonly having?: string;
}

function rowsOf(kpi: Kpi, query: KpiQuery, groups: readonly KpiDimension[], scope: Scope): Rows {
  const { aggregate } = kpi;
  const stock = stockRows(kpi, query, groups, scope);
  if (stock) return { columns: sumsOf(aggregate), rows: stock };
  if (rollupAnswers(kpi, query, groups)) {
    const rows = selection(kpi, {}, query, groups, scope, rollupSource);
    return { columns: ['coalesce(sum(count), 0) AS value'], rows, having: 'HAVING sum(count) <> 0' };
  }
  const rows = (part: Part, ...columns: readonly Statement[]) =>
    selection(kpi, part, query, groups, scope, { table: kpi.subject, columns });
  const measured = (of: Expression) => joined`${expressionSql(of, scope)} AS x`;
  switch (aggregate.kind) {
    case 'count':
      return aggregate.of === 'rows'
        ? { columns: ['count(*) AS value'], rows: rows({}) }
        : { columns: ['count(DISTINCT x) AS value'], rows: rows({}, statement('"invoiceId" AS x')) };
    case 'sum':
      return {
        columns: ['sum(x) AS value'],
        rows:
          gatheredRows(kpi, aggregate.of, query, groups, scope) ??
          rows({ sum: aggregate.of }, measured(aggregate.of)),
      };
    case 'percentile': {
      const columns = [`quantile_disc(x, ${aggregate.percent / 100}) AS value`];
      return { columns, rows: rows({ sum: aggregate.of }, measured(aggregate.of)) };
    }
    case 'mean': {
      const columns = ['sum(x) AS "of"', 'count(x) AS "to"'];
      return { columns, rows: rows({ sum: aggregate.of }, measured(aggregate.of)) };
    }
    case 'ratio': {
      // Both sides in one pass: a row that is on neither is left out.
      const sides = [aggregate.of, aggregate.to].map((part) => sideOf(part, scope));
      const columns = sides.map(({ value, holds }, index) => {
        const name = statement(index === 0 ? '"of"' : '"to"');
        return joined`${holds ? joined`CASE WHEN ${holds} THEN ${value} END` : value} AS ${name}`;
      });
      const holds = sides.map((side) => side.holds ?? statement('true'));
      const source = { table: kpi.subject, columns, where: joined`(${listed(holds, ' OR ')})` };
      return { columns: sumsOf(aggregate), rows: selection(kpi, {}, query, groups, scope, source) };
    }
  }
}

/** What a row adds to a side of a ratio, and what has to hold for that; undefined if all of them do. */
function sideOf({ sum, where }: Part, scope: Scope) {
  const conditions = [...(where ? [conditionSql(where, scope)] : []), ...(sum ? [presence(sum, scope)] : [])];
  return {
    value: sum ? expressionSql(sum, scope) : statement('1'),
    holds: conditions.length > 0 ? listed(conditions, ' AND ') : undefined,
  };
}

/** What the stocks of the figure are in steps, at a time or now; undefined if something else has to say. */
function stockRows(
  kpi: Kpi,
  { filters, period, bucket, at }: KpiQuery,
  groups: readonly KpiDimension[],
  scope: Scope,
): Statement | undefined {
  if (bucket && kpi.clock !== null) return undefined;
  const stocks = bucket ? stocksInSteps(kpi) : at === undefined ? stocksOf(kpi) : stocksAt(kpi);
  if (!stocks) return undefined;
  const question = { kpi, stocks, filters, period, groups, scope };
  if (bucket) return stockInSteps(question, bucket);
  return at === undefined ? stockNow(question) : stockAt(question, Date.parse(at));
}

function sumsOf({ kind }: Aggregate): readonly string[] {
  return kind === 'ratio'
    ? ['coalesce(sum("of"), 0) AS "of"', 'coalesce(sum("to"), 0) AS "to"']
    : ['sum("of") AS value'];
}
