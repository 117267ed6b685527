import { stages } from '../../../schemas/stages.ts';
import { histogramBase } from '../../core/analytics/anomaly/histogram.ts';
import { timedStatuses } from '../../core/analytics/anomaly/watched-metrics.ts';
import { vendorsKept } from '../../core/analytics/anomaly/watched-vendors.ts';
import { newestEventsSql, newestVersionsSql, type Span, timestampSql, valueSql, withinSql } from './sql.ts';
import {
  decimalType,
  durationKeys,
  durationsTable,
  eventsTable,
  invoicesTable,
  measureColumn,
  rollupKeys,
  rollupTable,
  scoresTable,
  vendorKeys,
  vendorsTable,
  versionsTable,
} from './tables.ts';

const dayMs = 24 * 3_600_000;

// Everything here can be run any number of times, in any order of runs, to the same effect: what a
// statement writes is worked out from the rows alone, never from what was rolled up before; but for
// whose sums are kept by vendor.

/** How far the rollup has come: the latest `rolledat`, missing before the first run. */
export const rolledToSql = `SELECT max(rolledat) FROM ${rollupTable.name}`;

/** When the newest snapshot that was merged had been written; missing before the first run. */
export const mergedToSql = `SELECT max(writtenat) FROM ${invoicesTable.name}`;

/** The hours of receipt of whatever was written at a time or later, ms since the epoch. */
export function hoursWrittenSql(since: number): string {
  return `SELECT DISTINCT date_trunc('hour', receivedat) FROM ${eventsTable.name} WHERE writtenat >= ${timestampSql(since)} ORDER BY 1`;
}

const counts = 'CASE WHEN disregarded THEN 0 ELSE 1 END';
const amount = valueSql(measureColumn('amount'));
const elapsed = measureColumn('stageElapsedMs').name;

/**
 * Works the rollup of some hours of receipt out anew. A group that nothing is in any more counts zero: it
 * is among what stood, and no row is deleted.
 * @param rolledAt what the rows say the rollup has come to, ms since the epoch
 */
export function mergeRollupSql(hours: readonly Span[], rolledAt: number): string {
  const keys = rollupKeys.join(', ');
  const rows = `SELECT date_trunc('hour', receivedat) AS receivedhour, date_trunc('hour', time) AS hour, stage, status, kind, currency, ${counts} AS n, CASE WHEN disregarded THEN NULL ELSE ${amount} END AS amount FROM ${newestEventsSql(hours)} e`;
  const stood = `SELECT ${keys}, 0 AS n, CAST(NULL AS ${decimalType}) AS amount FROM ${rollupTable.name} WHERE ${withinSql('receivedhour', hours)}`;
  const sums = `SELECT ${keys}, CAST(sum(n) AS bigint) AS n, CAST(coalesce(sum(amount), CAST(0 AS ${decimalType})) AS varchar) AS amount FROM (${rows} UNION ALL ${stood}) c GROUP BY ${keys}`;
  return mergeSql({
    ...{ table: rollupTable.name, keys: rollupKeys, values: ['n', 'amount'], sums, hours, rolledAt },
  });
}

/** Whether it is watched how long events took until they came. */
export const isTimedSql = `(${stages
  .flatMap((stage) => timedStatuses(stage).map((status) => `(stage = '${stage}' AND status = '${status}')`))
  .join(' OR ')})`;

/** The bucket of a histogram that a duration in ms is in. @param ms SQL */
export function histogramBucketSql(ms: string): string {
  return `CAST(floor(ln(greatest(${ms}, 0) + 1) / ln(${histogramBase})) AS bigint)`;
}

/** Works the histogram of some hours out anew, as `mergeRollupSql` does. */
export function mergeDurationsSql(hours: readonly Span[], rolledAt: number): string {
  const rows = `SELECT date_trunc('hour', receivedat) AS receivedhour, date_trunc('hour', time) AS hour, stage, status, currency, ${histogramBucketSql(elapsed)} AS bucket, ${counts} AS n FROM ${newestEventsSql(hours)} e WHERE ${elapsed} IS NOT NULL`;
  return mergeCountsSql(rows, { table: durationsTable.name, keys: durationKeys, hours, rolledAt });
}

/**
 * Works the vendors' sums of some hours out anew, as `mergeRollupSql` does, of the vendors that `vendorsKept` tells.
 * These follow from the sums of the days before too: a vendor that becomes one of them has all sums from the night on
 * that follows.
 */
export function mergeVendorsSql(hours: readonly Span[], rolledAt: number): string {
  const rows = `SELECT date_trunc('hour', e.receivedat) AS receivedhour, date_trunc('hour', e.time) AS hour, e.stage, e.status, e.vendorid, ${counts} AS n FROM ${newestEventsSql(hours)} e JOIN (${vendorsKeptSql(hours)}) k ON e.vendorid = k.vendorid AND date_trunc('day', e.receivedat) = k.day`;
  return mergeCountsSql(rows, { table: vendorsTable.name, keys: vendorKeys, hours, rolledAt });
}

/** The vendors whose sums are kept, by day of receipt. */
function vendorsKeptSql(hours: readonly Span[]): string {
  const days = new Set(
    hours.flatMap(({ from, to }) =>
      Array.from({ length: Math.ceil((to - dayOf(from)) / dayMs) }, (_, day) => dayOf(from) + day * dayMs),
    ),
  );
  const each = [...days].flatMap((day) => {
    const on = withinSql('receivedat', [{ from: day, to: day + dayMs }]);
    const before = withinSql('receivedhour', [{ from: day - vendorsKept.days * dayMs, to: day }]);
    return [
      `SELECT ${timestampSql(day)} AS day, vendorid FROM ${eventsTable.name} WHERE ${on} GROUP BY vendorid HAVING count(*) >= ${vendorsKept.fewest}`,
      `SELECT ${timestampSql(day)} AS day, vendorid FROM ${vendorsTable.name} WHERE ${before} AND n > 0`,
    ];
  });
  return each.join(' UNION ');
}

/** When its day began, ms since the epoch. */
function dayOf(ms: number): number {
  return ms - (ms % dayMs);
}

interface Merge {
  readonly table: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** A query of the keys and values. */
  readonly sums: string;
  readonly hours: readonly Span[];
  readonly rolledAt: number;
}

/**
 * Merges counts alone; a group that nothing is in any more counts zero.
 * @param rows a query of the keys and `n`, to be added up
 */
function mergeCountsSql(rows: string, merge: Omit<Merge, 'values' | 'sums'>): string {
  const keys = merge.keys.join(', ');
  const stood = `SELECT ${keys}, 0 AS n FROM ${merge.table} WHERE ${withinSql('receivedhour', merge.hours)}`;
  const sums = `SELECT ${keys}, CAST(sum(n) AS bigint) AS n FROM (${rows} UNION ALL ${stood}) c GROUP BY ${keys}`;
  return mergeSql({ ...merge, values: ['n'], sums });
}

/** Rows that stay as they are are left alone: a table in which nothing changes gets no new files. */
function mergeSql({ table, keys, values, sums, hours, rolledAt }: Merge): string {
  const at = timestampSql(rolledAt);
  const same = [withinSql('t.receivedhour', hours), ...keys.map((key) => `t.${key} = s.${key}`)];
  const differs = values.map((value) => `t.${value} <> s.${value}`);
  const set = [...values.map((value) => `${value} = s.${value}`), `rolledat = ${at}`];
  const columns = [...keys, ...values];
  return `MERGE INTO ${table} t USING (${sums}) s ON ${same.join(' AND ')} WHEN MATCHED AND (${differs.join(' OR ')}) THEN UPDATE SET ${set.join(', ')} WHEN NOT MATCHED THEN INSERT (${columns.join(', ')}, rolledat) VALUES (${columns.map((column) => `s.${column}`).join(', ')}, ${at})`;
}

/** Puts the snapshots that were written at a time or later (ms since the epoch) in their places. */
export function mergeInvoicesSql(since: number): string {
  const columns = invoicesTable.columns.map(({ name }) => name);
  const set = columns.filter((name) => name !== 'invoiceid').map((name) => `${name} = s.${name}`);
  const isNewer = '(s.version > t.version OR (s.version = t.version AND s.writtenat > t.writtenat))';
  return `MERGE INTO ${invoicesTable.name} t USING ${newestVersionsSql(since)} s ON t.invoiceid = s.invoiceid WHEN MATCHED AND ${isNewer} THEN UPDATE SET ${set.join(', ')} WHEN NOT MATCHED THEN INSERT (${columns.join(', ')}) VALUES (${columns.map((name) => `s.${name}`).join(', ')})`;
}

/**
 * Removes what is older than it is kept: records and sums by receipt, scores by the hour that they are of,
 * versions of snapshots by when they were written. Both ms since the epoch.
 */
export function removalsSql(keptSince: number, versionsSince: number): readonly string[] {
  return [
    `DELETE FROM ${eventsTable.name} WHERE receivedat < ${timestampSql(keptSince)}`,
    `DELETE FROM ${rollupTable.name} WHERE receivedhour < ${timestampSql(keptSince)}`,
    `DELETE FROM ${durationsTable.name} WHERE receivedhour < ${timestampSql(keptSince)}`,
    `DELETE FROM ${vendorsTable.name} WHERE receivedhour < ${timestampSql(keptSince)}`,
    `DELETE FROM ${scoresTable.name} WHERE time < ${timestampSql(keptSince)}`,
    `DELETE FROM ${versionsTable.name} WHERE writtenat < ${timestampSql(versionsSince)}`,
  ];
}
