import type { EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { type Query, stageOf } from './queries.ts';

const hourMs = 3_600_000;

/** How long an event that was accepted may be on its way to the store, ms. */
const shownWithinMs = 120_000;

/** Counts of events from the records that stand. @param query of a connection that no page waits for */
export function duckDbEventCounts(query: Query): EventCounts {
  return {
    async completeUntil(now) {
      const reached = now - shownWithinMs;
      return reached - (reached % hourMs);
    },
    async between(from, until) {
      const rows = await query(
        `SELECT epoch_ms(date_trunc('hour', "time"::TIMESTAMP)) AS at, stage, status, currency, count(*) AS events
         FROM events
         WHERE "time" >= ${nanosSql(from)} AND "time" < ${nanosSql(until)} AND disregarded IS NOT TRUE
         GROUP BY ALL ORDER BY ALL`,
      );
      return rows.flatMap((row) => {
        const [stage, status] = [stageOf(row.stage), String(row.status)];
        if (!isStatusOf(stage, status)) return [];
        return [
          { at: Number(row.at), stage, status, currency: String(row.currency), count: Number(row.events) },
        ];
      });
    },
  };
}

/** A constant of the column's own type, ms since the epoch: others would not let the store skip row groups. */
function nanosSql(ms: number): string {
  return `epoch_ms(${ms})::TIMESTAMP_NS`;
}
