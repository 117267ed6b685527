import type { Bucket } from '../../../functions/core/analytics/anomaly/counted-series.ts';
import type { AnomalySlot } from '../../anomaly-chart.ts';
import { formatInstant } from '../format/times.ts';

/** An hour in the zone of the browser, or a day of the cell's zone. */
export function slotWords({ at, day }: AnomalySlot, bucket: Bucket): string {
  return bucket === 'hour' ? formatInstant(at, 'hour') : formatInstant(`${day}T00:00:00Z`, 'utcDay');
}

/** The same beside an axis: the hour in a second line. */
export function slotLabel(slot: AnomalySlot, bucket: Bucket): string {
  if (bucket === 'day') return slotWords(slot, bucket);
  return `${formatInstant(slot.at, 'day')}\n${formatInstant(slot.at, 'minute')}`;
}
