import { epochMs } from '../core/invoice/instant.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';
import type { Delivery } from './batch.ts';

/**
 * Reports how long each event took from its receipt to becoming visible, which is now. Events that
 * were visible before must not be among them: replayed, they would look as if they had been under
 * way for years.
 */
export function reportLatency(
  visible: readonly Pick<Delivery, 'fact'>[],
  { clock, metrics }: Pick<Ports, 'clock' | 'metrics'>,
): void {
  const now = clock.now();
  for (const [stage, ofStage] of Map.groupBy(visible, ({ fact }) => fact.stage)) {
    // The API's clock may run a little ahead of this one.
    const latencies = ofStage.map(({ fact }) => Math.max(0, now - epochMs(fact.receivedAt)));
    metrics.durations(metricNames.visibilityLatency, latencies, { stage });
  }
}
