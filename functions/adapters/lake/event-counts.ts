import { stages } from '../../../schemas/stages.ts';
import type { EventCount, EventCounts } from '../../core/analytics/anomaly/event-counts.ts';
import { vendorCandidates } from '../../core/analytics/anomaly/watched-vendors.ts';
import { isStatusOf } from '../../core/invoice/lifecycle.ts';
import { type AnswerRow, type AthenaQueries, timeOfAnswer } from '../athena/queries.ts';
import type { TableVersions } from '../glue/table-versions.ts';
import { isTimedSql, rolledToSql } from './rollup-sql.ts';
import { timestampSql, valueSql } from './sql.ts';
import { durationsTable, rollupTable, vendorsTable } from './tables.ts';

const hourMs = 3_600_000;

/** How long what was received is on its way to the tables, ms: a stream collects, and a commit takes its time. */
const shownWithinMs = 300_000;

/** Whoever's clock is fast has events before they are received: so far back to look for them, ms. */
const skewMs = 24 * hourMs;

/**
 * Counts of events from the rollup. Complete up to the last whole hour that was over when the rollup last came so
 * far: while no rollup is made nothing is judged, instead of an outage being seen that is none.
 */
export function lakeEventCounts(queries: AthenaQueries, versions: TableVersions): EventCounts {
  return {
    version: () => versions.of([rollupTable, durationsTable, vendorsTable].map(({ name }) => name)),
    async completeUntil() {
      const [row] = await queries.rows(rolledToSql);
      if (row?.[0] === undefined) return undefined;
      const reached = timeOfAnswer(row[0]) - shownWithinMs;
      return reached - (reached % hourMs);
    },
    async between(from, until) {
      return (await queries.rows(countsSql(from, until))).flatMap(countOf);
    },
  };
}

const amountColumn = { name: 'amount', type: 'string', text: 'decimal', isRequired: false } as const;

const keys = ['hour', 'stage', 'status', 'currency'] as const;

/** Nothing is received before it happens, so only files of receipts since then are read. */
function countsSql(from: number, until: number): string {
  const span = `hour >= ${timestampSql(from)} AND hour < ${timestampSql(until)} AND receivedhour >= ${timestampSql(from - skewMs)}`;
  const named = keys.join(', ');
  const counts = `SELECT ${named}, sum(n) AS events, CAST(sum(${valueSql(amountColumn)}) AS varchar) AS amount FROM ${rollupTable.name} WHERE ${span} GROUP BY ${named} HAVING sum(n) > 0`;
  const same = keys.map((key) => `d.${key} = c.${key}`).join(' AND ');
  const ofAll = `SELECT ${keys.map((key) => `c.${key}`).join(', ')}, c.events, c.amount, d.durations, CAST(NULL AS varchar) AS vendorid FROM (${counts}) c LEFT JOIN (${durationsSql(span)}) d ON ${same}`;
  return `SELECT * FROM (${ofAll} UNION ALL ${vendorsSql(span)}) b ORDER BY 1, 2, 3, 4, 8`;
}

/** The same counts once more by vendor, of those that may be watched, and of all currencies together. */
function vendorsSql(span: string): string {
  const candidates = `SELECT stage, vendorid FROM ${vendorsTable.name} WHERE ${span} GROUP BY stage, vendorid HAVING sum(n) >= ${vendorCandidates.leastEvents} ORDER BY sum(n) DESC, stage, vendorid LIMIT ${vendorCandidates.max}`;
  const named = ['hour', 'stage', 'status'].map((key) => `v.${key}`).join(', ');
  return `SELECT ${named}, '' AS currency, sum(v.n) AS events, CAST(NULL AS varchar) AS amount, CAST(NULL AS varchar) AS durations, v.vendorid FROM ${vendorsTable.name} v JOIN (${candidates}) w ON v.stage = w.stage AND v.vendorid = w.vendorid WHERE ${span} GROUP BY ${named}, v.vendorid HAVING sum(v.n) > 0`;
}

/**
 * The durations of each hour, stage, status and currency as one text, so that there are no more rows than of counts
 * (https://docs.aws.amazon.com/athena/latest/ug/arrays-and-aggregation.html).
 */
function durationsSql(span: string): string {
  const named = keys.join(', ');
  const buckets = `SELECT ${named}, bucket, sum(n) AS events FROM ${durationsTable.name} WHERE ${span} AND ${isTimedSql} GROUP BY ${named}, bucket HAVING sum(n) > 0`;
  return `SELECT ${named}, array_join(array_agg(concat(CAST(bucket AS varchar), ':', CAST(events AS varchar)) ORDER BY bucket), ' ') AS durations FROM (${buckets}) b GROUP BY ${named}`;
}

/** What this version knows no stage or status of is left out. */
function countOf([
  hour = '',
  stageName,
  statusName = '',
  currency = '',
  events,
  amount,
  durations,
  vendor,
]: AnswerRow): readonly EventCount[] {
  const stage = stages.find((each) => each === stageName);
  if (!stage || !isStatusOf(stage, statusName)) return [];
  return [
    {
      ...{ at: timeOfAnswer(hour), stage, status: statusName, currency, count: Number(events) },
      ...(amount !== undefined && { amount }),
      ...(durations !== undefined && { durations }),
      ...(vendor !== undefined && { vendor }),
    },
  ];
}
