import type { Stage } from '../../schemas/stages.ts';
import { epochMs } from '../core/invoice/instant.ts';
import type { BatchFailures } from '../core/messaging/batch-failures.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';

/**
 * Reports how long each event took from its receipt to becoming visible, which is now. Events that
 * were visible before do not count: replayed, they would look as if they had been under way for
 * years.
 */
export function reportLatency(
  stage: Stage,
  projected: readonly ProjectedInvoice[],
  failures: BatchFailures,
  { clock, metrics }: Pick<Ports, 'clock' | 'metrics'>,
): void {
  const now = clock.now();
  const latencies = projected
    .flatMap(({ newcomers }) => newcomers)
    .filter(({ record }) => !failures.has(record))
    // The API's clock may run a little ahead of this one.
    .map(({ fact }) => Math.max(0, now - epochMs(fact.receivedAt)));
  if (latencies.length > 0) metrics.durations(metricNames.visibilityLatency, latencies, { stage });
}
