import { histogramBucketSql, isTimedSql } from '../../functions/adapters/lake/rollup-sql.ts';
import type { EventCount, EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import { vendorCandidates } from '../../functions/core/analytics/anomaly/watched-vendors.ts';
import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { type Query, type QueryRow, stageOf } from './queries.ts';

export const hourMs = 3_600_000;

/** How long an event that was accepted may be on its way to the store, ms. */
const shownWithinMs = 120_000;

/** When the hour began in which an event happened, ms since the epoch. */
export const hourOfEvent = `epoch_ms(date_trunc('hour', "time"::TIMESTAMP))`;

/** Which events count and happened in this time. Both ms since the epoch. */
export function countingBetween(from: number, until: number): string {
  return `"time" >= ${nanosSql(from)} AND "time" < ${nanosSql(until)} AND disregarded IS NOT TRUE`;
}

/** Counts of events from the records that stand. @param query of a connection that no page waits for */
export function duckDbEventCounts(query: Query): EventCounts {
  return {
    version: async () => undefined,
    async completeUntil(now) {
      const reached = now - shownWithinMs;
      return reached - (reached % hourMs);
    },
    async between(from, until) {
      const rows = await query(
        `SELECT happened AS at, stage, status, currency, sum(events) AS events, CAST(sum(amount) AS VARCHAR) AS amount,
           string_agg(bucket || ':' || events, ' ' ORDER BY bucket) FILTER (bucket IS NOT NULL) AS durations
         FROM (
           SELECT ${hourOfEvent} AS happened, stage, status, currency,
             CASE WHEN ${isTimedSql} THEN ${histogramBucketSql('"stageElapsedMs"')} END AS bucket,
             count(*) AS events, sum(amount) AS amount
           FROM events
           WHERE ${countingBetween(from, until)}
           GROUP BY ALL
         )
         GROUP BY happened, stage, status, currency ORDER BY happened, stage, status, currency`,
      );
      const vendors = await query(vendorsSql(from, until));
      return [...rows.flatMap(countOf), ...vendors.flatMap(countOf)];
    },
  };
}

/** The same counts once more by vendor, of those that may be watched, and of all currencies together. */
function vendorsSql(from: number, until: number): string {
  const span = countingBetween(from, until);
  return `WITH candidates AS (
      SELECT stage, "vendorId" FROM events WHERE ${span} GROUP BY ALL
      HAVING count(*) >= ${vendorCandidates.leastEvents}
      ORDER BY count(*) DESC, stage, "vendorId" LIMIT ${vendorCandidates.max}
    )
    SELECT ${hourOfEvent} AS at, stage, status, '' AS currency, count(*) AS events, "vendorId" AS vendor
    FROM events SEMI JOIN candidates USING (stage, "vendorId")
    WHERE ${span} GROUP BY ALL ORDER BY ALL`;
}

function countOf(row: QueryRow): readonly EventCount[] {
  const [stage, status] = [stageOf(row.stage), String(row.status)];
  if (!isStatusOf(stage, status)) return [];
  const { amount = null, durations = null, vendor = null } = row;
  return [
    {
      ...{ at: Number(row.at), stage, status, currency: String(row.currency), count: Number(row.events) },
      ...(amount !== null && { amount: String(amount) }),
      ...(durations !== null && { durations: String(durations) }),
      ...(vendor !== null && { vendor: String(vendor) }),
    },
  ];
}

/** A constant of the column's own type, ms since the epoch: others would not let the store skip row groups. */
function nanosSql(ms: number): string {
  return `epoch_ms(${ms})::TIMESTAMP_NS`;
}
