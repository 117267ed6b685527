import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/** What a run did. */
export interface RollupRun {
  /** Hours of receipt that were worked out anew. */
  readonly hours: number;
}

/** In this hour of the day (UTC) each run goes through the last day once more. */
const farHour = 2;

/**
 * `InvoiceRollup`: brings the sums that figures are read from up to date. It may run any number of times
 * and be missed: the next run takes what was written since the last one that ended.
 * @throws what ended the run
 */
export function create({
  rollups,
  clock,
  metrics,
}: Pick<Ports, 'rollups' | 'clock' | 'metrics'>): () => Promise<RollupRun> {
  return async () => {
    const now = clock.now();
    const reach = new Date(now).getUTCHours() === farHour ? 'far' : 'usual';
    const { hours } = await rollups.bringUpToDate(now, reach);
    metrics.count(metricNames.rollupsMade, 1);
    return { hours };
  };
}
