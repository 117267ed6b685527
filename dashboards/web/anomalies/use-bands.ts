import { useCallback } from 'react';
import type { AnomalyListing } from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { Stage } from '../../../schemas/stages.ts';
import { type Band, bandsOf } from '../../anomaly-bands.ts';
import type { Period } from '../../kpi-reader.ts';
import { fetchAnomalies } from '../data/anomalies.ts';
import { usePolled } from '../data/use-polled.ts';

const pollMs = 60_000;
const nothing: AnomalyListing = { lookedAt: null, judgedUntil: null, metrics: [], anomalies: [] };

/** The bands of a chart in which the events of these stages are counted; none while they are not known. */
export function useBands(
  watched: readonly Stage[] | undefined,
  starts: readonly string[],
  period: Period,
): readonly Band[] {
  const isWatched = watched !== undefined;
  const ask = useCallback(
    (signal: AbortSignal) => (isWatched ? fetchAnomalies(signal) : Promise.resolve(nothing)),
    [isWatched],
  );
  const { data } = usePolled(ask, pollMs);
  return bandsOf(data, watched ?? [], starts, period);
}
