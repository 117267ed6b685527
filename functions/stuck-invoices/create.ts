import { detectStuckInvoices } from '../../operations/stuck-detection/detect.ts';
import { stages } from '../../schemas/stages.ts';
import { logMessages } from '../core/log-messages.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/** Invoices named in the log, longest overdue first. */
const namedInvoices = 20;

/** What one run found and did. */
export interface StuckInvoices {
  readonly stuck: number;
  /** Whether there may be more of them. */
  readonly capped: boolean;
  /** Invoices announced as stuck, and as no longer stuck. */
  readonly announced: number;
  readonly withdrawn: number;
}

type DetectorPorts = Pick<
  Ports,
  'ledger' | 'records' | 'bus' | 'clock' | 'log' | 'metrics' | 'stageDeadlines'
>;

/**
 * `StuckInvoiceDetector`: counts the invoices that are past the deadline of their stage, and
 * announces each once when it becomes so and once when that ends. It may run any number of times.
 * @throws what ended a part of the announcements; the next run makes them
 */
export function create({ log, metrics, ...ports }: DetectorPorts): () => Promise<StuckInvoices> {
  return async () => {
    const { counts, stuck, capped, announced, withdrawn, refused, failed } = await detectStuckInvoices(ports);
    for (const stage of stages) metrics.gauge(metricNames.stuckInvoices, counts[stage], { stage });
    metrics.gauge(metricNames.stuckInvoicesCapped, capped ? 1 : 0);
    if (announced > 0) metrics.count(metricNames.stuckAnnounced, announced);
    if (withdrawn > 0) metrics.count(metricNames.unstuckAnnounced, withdrawn);
    if (stuck.length > 0)
      log.warn(logMessages.stuckInvoices, { capped, counts, oldest: stuck.slice(0, namedInvoices) });
    if (refused.length > 0)
      log.warn(logMessages.announcementsRefused, { count: refused.length, error: refused[0]?.name });
    if (failed.length > 0) throw failed[0];
    return { stuck: stuck.length, capped, announced, withdrawn };
  };
}
