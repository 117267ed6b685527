import { conditionSql, type Scope } from '../athena/expression-sql.ts';
import { notRolledUp } from '../athena/rolled-up.ts';
import type { KpiDimension } from '../kpis/kpi.ts';
import { kpis } from '../kpis/registry.ts';
import { dimensionColumn, type FigureDataSet, measureColumn, timeColumn } from './data-set.ts';
import { measuresOf } from './measures.ts';

const rolled = kpis.filter((kpi) => notRolledUp(kpi) === undefined);
const keys = ['stage', 'status', 'kind', 'currency'] as const satisfies readonly KpiDimension[];

/** Where events are counted. */
export interface EventTables {
  readonly rollup: string;
  /** The newest version of each record received since a time, which is SQL: SQL in parentheses. */
  readonly recordsSince: (time: string) => string;
}

/**
 * Counts of events: those of the rollup, and the newest records of the hours that it may lack.
 * @param now SQL of a timestamp
 */
export function eventHoursDataSet(
  { rollup, recordsSince }: EventTables,
  now: string,
  scope: Scope,
): FigureDataSet {
  const measures = rolled.flatMap(measuresOf);
  // The hour before the present one may be worked out a last time (functions/adapters/lake/figure-tables.ts).
  const before = `(date_trunc('hour', ${now}) - INTERVAL '1' HOUR)`;
  const columns = keys.join(', ');
  const newest = `SELECT date_trunc('hour', receivedat), ${columns}, count(*) FROM ${recordsSince(before)} n WHERE coalesce(disregarded, false) = false GROUP BY 1, ${columns}`;
  const counts = `SELECT receivedhour AS hour, ${columns}, n FROM ${rollup} WHERE receivedhour < ${before} AND n > 0 UNION ALL ${newest}`;
  const values = rolled.map(({ id, where }) =>
    where ? `CASE WHEN ${conditionSql(where, scope)} THEN n END AS "${id}"` : `n AS "${id}"`,
  );
  return {
    name: 'event-hours',
    title: 'Events by hour of receipt',
    grain: 'An hour of receipt, stage, status, kind and currency.',
    subject: 'events',
    columns: [timeColumn, ...keys.map(dimensionColumn), ...measures.map(measureColumn)],
    sql: `SELECT hour AS "time", ${keys.map((name) => `${name} AS "${name}"`).join(', ')}, ${values.join(', ')} FROM (${counts}) c`,
  };
}
