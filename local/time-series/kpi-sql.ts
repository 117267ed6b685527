import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  type Bucket,
  clockInSteps,
  dimensionOfKpi,
  type EventsQuery,
  type InvoicesQuery,
  type KpiQuery,
  type Period,
  requireSubject,
} from '../../dashboards/kpi-reader.ts';
import { aging } from '../../dashboards/kpis/derived.ts';
import type {
  Aggregate,
  Condition,
  Expression,
  Filters,
  Kpi,
  KpiDimension,
  Part,
} from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { codecs } from './columns.ts';
import { conditionSql, expressionSql, type Scope, typeOf } from './expression-sql.ts';
import { rollupAnswers, rollupSource } from './rollup-figures.ts';
import { joined, listed, type Source, type Statement, statement } from './statement.ts';

/** A statement of a figure and the dimensions that its columns `group_0`, `group_1`, … hold. */
export interface KpiStatement extends Statement {
  readonly kpi: Kpi;
  readonly groups: readonly KpiDimension[];
}

/**
 * The figure as a query: columns `at` (with buckets), `group_0` …, and `value`, or `of` and `to` of what
 * is divided. Counts of whole minutes by what the rollup knows are read there.
 * @param maxRows rows returned at most
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NO_STEPS
 */
export function kpiStatement(query: KpiQuery, maxRows: number): KpiStatement {
  const kpi = kpiOf(query.kpi);
  const names = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])];
  const groups = names.map((name) => dimensionOfKpi(kpi, name));
  const { columns, rows } = rowsOf(kpi, query, groups);
  const keys = [...(query.bucket ? ['"at"'] : []), ...groups.map((_, index) => `group_${index}`)];
  const positions = keys.map((_, index) => index + 1).join(', ');
  const grouping = positions && `GROUP BY ${positions} ORDER BY ${positions}`;
  const selected = statement([...keys, ...columns].join(', '));
  const limit = statement('?', BigInt(maxRows));
  return {
    ...{ kpi, groups },
    ...joined`SELECT ${selected} FROM (${rows}) ${statement(grouping)} LIMIT ${limit}`,
  };
}

/**
 * The invoices behind a figure: columns of the table `invoices`, `value`, and `total`, how many there are.
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NOT_ABOUT_INVOICES
 */
export function invoicesStatement(query: InvoicesQuery): Statement {
  const kpi = kpiOf(query.kpi);
  requireSubject(kpi, 'invoices');
  const scope: Scope = { subject: 'invoices', today: query.today };
  const part = partOf(kpi.aggregate, query.part ?? 'of');
  const value = part.sum ? expressionSql(part.sum, scope) : statement('NULL');
  const where = listed(partConditions(kpi, part, query, scope), ' AND ');
  // Amounts of two currencies have no order.
  const first = isAmount(kpi) ? 'currency, ' : '';
  return joined`SELECT *, ${value} AS value, count(*) OVER () AS total FROM invoices WHERE ${where}
    ORDER BY ${statement(first)}value DESC NULLS LAST, "openAmount" DESC, amount DESC, "invoiceId"
    LIMIT ${statement('?', BigInt(query.limit))}`;
}

function isAmount({ unit }: Kpi): boolean {
  return unit !== 'duration' && unit !== 'days';
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
      statement('"receivedAt" >= ?', millis(sinceMs)),
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

/** What an event has to be like to be in any figure. */
const counting = statement('disregarded IS NOT TRUE');

/** The rows that a figure is made of, and the columns that it makes of them. */
interface Rows {
  readonly columns: readonly string[];
  readonly rows: Statement;
}

function rowsOf(kpi: Kpi, query: KpiQuery, groups: readonly KpiDimension[]): Rows {
  const { aggregate } = kpi;
  const scope: Scope = { subject: kpi.subject, today: query.today };
  if (rollupAnswers(kpi, query, groups)) {
    const rows = selection(kpi, {}, query, groups, scope, rollupSource);
    return { columns: ['coalesce(sum(count), 0) AS value'], rows };
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
      return { columns: ['sum(x) AS value'], rows: rows({ sum: aggregate.of }, measured(aggregate.of)) };
    case 'percentile': {
      const columns = [`quantile_disc(x, ${aggregate.percent / 100}) AS value`];
      return { columns, rows: rows({ sum: aggregate.of }, measured(aggregate.of)) };
    }
    case 'mean': {
      const columns = ['sum(x) AS "of"', 'count(x) AS "to"'];
      return { columns, rows: rows({ sum: aggregate.of }, measured(aggregate.of)) };
    }
    case 'ratio': {
      const side = (part: Part, name: string, other: string) => {
        const value = part.sum ? expressionSql(part.sum, scope) : statement('1');
        const columns = [joined`${value} AS ${statement(name)}`, statement(`NULL AS ${other}`)];
        return rows(part, ...(name === '"of"' ? columns : columns.toReversed()));
      };
      const both = [side(aggregate.of, '"of"', '"to"'), side(aggregate.to, '"to"', '"of"')];
      const columns = ['coalesce(sum("of"), 0) AS "of"', 'coalesce(sum("to"), 0) AS "to"'];
      return { columns, rows: listed(both, ' UNION ALL ') };
    }
  }
}

function selection(
  kpi: Kpi,
  part: Part,
  query: KpiQuery,
  groups: readonly KpiDimension[],
  scope: Scope,
  source: Source,
): Statement {
  const keys = [
    ...(query.bucket ? [bucketKey(kpi, query.bucket, scope, source)] : []),
    ...groups.map((name, index) => joined`${dimensionSql(name, scope)} AS ${statement(`group_${index}`)}`),
  ];
  const columns = [...keys, ...source.columns];
  const where = partConditions(kpi, part, query, scope, source);
  return joined`SELECT ${columns.length === 0 ? statement('1') : listed(columns, ', ')}
    FROM ${statement(source.table)} WHERE ${listed(where, ' AND ')}`;
}

function bucketKey(kpi: Kpi, bucket: Bucket, scope: Scope, source: Source): Statement {
  const clock = clockInSteps(kpi);
  const time = source.clock ? statement(source.clock) : expressionSql(clock, scope);
  return joined`date_trunc('${statement(bucket)}', ${time})::TIMESTAMP AS "at"`;
}

function dimensionSql(name: KpiDimension, scope: Scope): Statement {
  return expressionSql(name === 'aging' ? aging : { field: name }, scope);
}

/** What a row has to be like to be in a part of a figure. */
function partConditions(
  kpi: Kpi,
  part: Part,
  { period, filters }: Pick<KpiQuery, 'period' | 'filters'>,
  scope: Scope,
  source?: Source,
): readonly Statement[] {
  const { clock } = kpi;
  const wheres: readonly (Condition | undefined)[] = [kpi.where, part.where];
  return [
    kpi.subject === 'events' && source?.table !== rollupSource.table ? counting : statement('true'),
    ...(clock ? [periodCondition(clock, period, scope, source?.clock)] : []),
    ...wheres.flatMap((where) => (where ? [conditionSql(where, scope)] : [])),
    ...filterConditions(kpi, filters, scope),
    ...(part.sum ? [joined`${expressionSql(part.sum, scope)} IS NOT NULL`] : []),
  ];
}

const dayMs = 86_400_000;

/**
 * Only when compared with a value of its own type does a column of times let the store skip the row
 * groups outside. A date is in the period if its midnight (UTC) is.
 */
function periodCondition(clock: Expression, { from, to }: Period, scope: Scope, sql?: string): Statement {
  const type = sql ? 'millis' : typeOf(clock, scope);
  const time = sql ? statement(sql) : expressionSql(clock, scope);
  const bound = type === 'date' ? firstDay : type === 'nanos' ? nanos : millis;
  const [first, end] = [from, to].map((instant) => statement('?', bound(Date.parse(instant))));
  return joined`${time} >= ${first} AND ${time} < ${end}`;
}

function filterConditions(kpi: Kpi, filters: Filters = {}, scope: Scope): readonly Statement[] {
  return Object.entries(filters).map(([name, values]) => {
    const column = dimensionSql(dimensionOfKpi(kpi, name), scope);
    // No list of SQL may be empty; nothing is in one.
    if (values.length === 0) return statement('false');
    return joined`${column} IN (${listed(
      values.map((value) => statement('?', value)),
      ', ',
    )})`;
  });
}

function firstDay(ms: number): DuckDBValue {
  return codecs.date.encode(new Date(Math.ceil(ms / dayMs) * dayMs).toISOString().slice(0, 10));
}

function millis(ms: number): DuckDBValue {
  return new DuckDBTimestampMillisecondsValue(BigInt(ms));
}

/** Nanoseconds hold the years 1677–2262; farther away there is nothing to find. */
const maxNanos = 2n ** 63n - 1n;

function nanos(ms: number): DuckDBValue {
  const exact = BigInt(ms) * 1_000_000n;
  const held = exact > maxNanos ? maxNanos : exact < -maxNanos ? -maxNanos : exact;
  return new DuckDBTimestampNanosecondsValue(held);
}
