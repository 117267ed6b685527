import type { MetricStore, Recorder } from '../../emulator/metrics/metric-store.ts';
import { metricsNamespace } from '../../functions/core/metric-names.ts';
import type { Metrics } from '../../functions/core/ports.ts';

type Dimensions = Readonly<Record<string, string>>;

/**
 * The metrics port of one function on the cell's store, with the dimension that tells functions
 * apart in the cloud.
 */
export function functionMetrics(service: string, store: MetricStore): Metrics {
  const recorders = new Map<string, Recorder>();
  const recorderOf = (name: string, dimensions: Dimensions = {}): Recorder => {
    const key = `${name} ${Object.values(dimensions).join(' ')}`;
    const known = recorders.get(key);
    if (known) return known;
    const made = store.recorder({
      namespace: metricsNamespace,
      name,
      dimensions: { ...dimensions, service },
    });
    recorders.set(key, made);
    return made;
  };
  const record: Metrics['count'] = (name, value, dimensions) => recorderOf(name, dimensions)(value);
  return {
    count: record,
    gauge: record,
    durations(name, milliseconds, dimensions) {
      const recorder = recorderOf(name, dimensions);
      for (const duration of milliseconds) recorder(duration);
    },
  };
}
