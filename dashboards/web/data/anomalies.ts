import type { AnomalySeries } from '../../../functions/core/analytics/anomaly/anomaly-series.ts';
import type {
  AnomalyListing,
  AnomalyRequest,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { actAsOperator, read } from './api.ts';

/** What is unusual, or was in the last weeks. */
export function fetchAnomalies(signal: AbortSignal): Promise<AnomalyListing> {
  return read<AnomalyListing>('anomalies', signal);
}

/** One anomaly, with what happened and what was expected. */
export function fetchAnomaly(id: string, signal: AbortSignal): Promise<AnomalySeries> {
  return read<AnomalySeries>(`anomaly?${new URLSearchParams({ id })}`, signal);
}

/** Says that somebody looks after an anomaly, or that it was to be expected. */
export function actOnAnomaly(request: AnomalyRequest): Promise<ListedAnomaly> {
  return actAsOperator<ListedAnomaly>('anomalies/act', request);
}
