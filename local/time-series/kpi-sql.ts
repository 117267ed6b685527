import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  type Bucket,
  dimensionOf,
  type EventsQuery,
  type KpiQuery,
  type Period,
} from '../../dashboards/kpi-reader.ts';
import type { Filters, Kpi, KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';

/** SQL with a `?` for each of its values, in their order: values are bound, never written into it. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly DuckDBValue[];
}

/** A statement of a figure and the dimensions that its columns `group_0`, `group_1`, … hold. */
export interface KpiStatement extends Statement {
  readonly groups: readonly KpiDimension[];
}

/**
 * The figure as a query: columns `at` (with buckets), `group_0` … and `value`. Counts of whole
 * minutes by what the rollup knows are read there, everything else from the events themselves.
 * @param maxRows rows returned at most
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION
 */
export function kpiStatement(query: KpiQuery, maxRows: number): KpiStatement {
  const kpi = kpiOf(query.kpi);
  const groups = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])].map(dimensionOf);
  const source = rollupAnswers(kpi, query, groups) ? rollup : events;
  const keys = [
    ...(query.bucket ? [`date_trunc('${truncations[query.bucket]}', ${source.times[kpi.clock]}) AS at`] : []),
    ...groups.map((dimension, index) => `"${dimension}" AS group_${index}`),
  ];
  const positions = keys.map((_, index) => index + 1).join(', ');
  const where = whereOf(conditions(kpi, query, source));
  return {
    groups,
    sql: `SELECT ${[...keys, `${aggregateOf(kpi, source)} AS value`].join(', ')}
      FROM ${source.table} ${where.sql}
      ${positions && `GROUP BY ${positions} ORDER BY ${positions}`} LIMIT ?`,
    values: [...where.values, BigInt(maxRows)],
  };
}

/**
 * The events behind a figure, the newest received first.
 * @param sinceMs leaves out what was received before, ms since the epoch
 * @throws {BemsError} as `kpiStatement` does
 */
export function eventsStatement(query: EventsQuery, sinceMs: number): Statement {
  const recent = { sql: '"receivedAt" >= ?', values: [millis(sinceMs)] };
  const where = whereOf([recent, ...conditions(kpiOf(query.kpi), query, events)]);
  return {
    sql: `SELECT "invoiceId", "eventKey", stage, status, kind, currency, "vendorId", amount,
        epoch_ms("time") AS "occurredMs", epoch_ms("receivedAt") AS "receivedMs"
      FROM events ${where.sql}
      ORDER BY "receivedAt" DESC, "time" DESC, "eventKey" LIMIT ?`,
    values: [...where.values, BigInt(query.limit)],
  };
}

/** A table that figures are read from. */
interface Source {
  readonly table: string;
  readonly times: Readonly<Record<Kpi['clock'], string>>;
  readonly eventCount: string;
  /** What a row has to be like to be in any figure. */
  readonly counting: readonly Statement[];
}

const events: Source = {
  table: 'events',
  times: { receivedAt: '"receivedAt"', occurredAt: '"time"' },
  eventCount: 'count(*)',
  counting: [{ sql: 'disregarded IS NOT TRUE', values: [] }],
};

/** Has the received minutes only; `rollupAnswers` keeps whatever else is asked away from it. */
const rollup: Source = {
  table: 'rollup',
  times: { receivedAt: 'minute', occurredAt: 'minute' },
  eventCount: 'coalesce(sum(count), 0)',
  counting: [],
};

const rollupDimensions: readonly KpiDimension[] = ['stage', 'status', 'currency'];
const minuteMs = 60_000;

function rollupAnswers(kpi: Kpi, { period, filters }: KpiQuery, groups: readonly KpiDimension[]): boolean {
  const named = [...Object.keys(filters ?? {}), ...Object.keys(kpi.filter ?? {}), ...groups];
  return (
    kpi.aggregate.of === 'events' &&
    kpi.clock === 'receivedAt' &&
    [period.from, period.to].every((instant) => Date.parse(instant) % minuteMs === 0) &&
    named.map(dimensionOf).every((dimension) => rollupDimensions.includes(dimension))
  );
}

function aggregateOf({ aggregate }: Kpi, source: Source): string {
  if (aggregate.kind === 'sum') return `sum("${aggregate.of}")`;
  return aggregate.of === 'events' ? source.eventCount : 'count(DISTINCT "invoiceId")';
}

/** SQL's own words for the buckets. */
const truncations: Readonly<Record<Bucket, string>> = { minute: 'minute', hour: 'hour', day: 'day' };

/** What an event has to be like to count. */
function conditions(
  kpi: Kpi,
  { period, filters }: { readonly period?: Period; readonly filters?: Filters },
  source: Source,
): readonly Statement[] {
  return [
    ...source.counting,
    ...(period ? [periodCondition(kpi, period, source)] : []),
    ...filterConditions(kpi.filter),
    ...filterConditions(filters),
    ...(kpi.aggregate.kind === 'sum' ? [{ sql: `"${kpi.aggregate.of}" IS NOT NULL`, values: [] }] : []),
  ];
}

/**
 * Only when compared with a value of its own type does a column of times let the store skip the row
 * groups outside.
 */
function periodCondition(kpi: Kpi, { from, to }: Period, { times }: Source): Statement {
  const bound = kpi.clock === 'receivedAt' ? millis : nanos;
  const column = times[kpi.clock];
  return {
    sql: `${column} >= ? AND ${column} < ?`,
    values: [bound(Date.parse(from)), bound(Date.parse(to))],
  };
}

function filterConditions(filters: Filters = {}): readonly Statement[] {
  return Object.entries(filters).map(([name, values]) => ({
    sql: `"${dimensionOf(name)}" IN (${values.map(() => '?').join(', ')})`,
    values,
  }));
}

function whereOf(all: readonly Statement[]): Statement {
  return {
    sql: all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`,
    values: all.flatMap(({ values }) => values),
  };
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
