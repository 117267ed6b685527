import type { HourlyVolumes } from '../../dashboards/volume-forecast.ts';
import { byStage } from '../../schemas/stages.ts';
import { countingBetween, hourMs, hourOfEvent } from './event-counts.ts';
import { type Query, stageOf } from './queries.ts';

/** Reads what a forecast of volumes learns from. */
export interface VolumesReader {
  /** The events that count by stage and hour, 0 where there are none. Both ms since the epoch, on an hour. */
  volumes(from: number, until: number): Promise<HourlyVolumes>;
}

/** Whole hours as numbers, packed: there are tens of thousands. @param query of a connection that no page waits for */
export function duckDbVolumes(query: Query): VolumesReader {
  return {
    async volumes(from, until) {
      const rows = await query(
        `SELECT ${hourOfEvent} AS at, stage, count(*) AS events
         FROM events WHERE ${countingBetween(from, until)} GROUP BY ALL`,
      );
      const counts = byStage(() => new Float64Array((until - from) / hourMs));
      for (const { at, stage, events } of rows)
        counts[stageOf(stage)][(Number(at) - from) / hourMs] = Number(events);
      return counts;
    },
  };
}
