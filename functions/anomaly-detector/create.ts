import { type Looked, type LookPorts, lookForAnomalies } from '../../operations/anomalies/look.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/**
 * `AnomalyDetector`: looks now and then for hours and days with unusually many events or few, and keeps what it
 * finds; in between it says how many episodes stand, if any do: a metric costs for as long as it is sent. It may run any number of times, twice at once, and be missed.
 * @throws what ended the run; the next one repeats it
 */
export function create({ metrics, ...ports }: LookPorts & Pick<Ports, 'metrics'>): () => Promise<Looked> {
  return async () => {
    const looked = await lookForAnomalies(ports);
    // A metric costs for as long as it is sent; the alarm takes no data for none.
    if (looked.standing > 0) metrics.gauge(metricNames.standingAnomalies, looked.standing);
    return looked;
  };
}
