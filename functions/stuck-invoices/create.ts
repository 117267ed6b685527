import { listStuckInvoices } from '../../operations/stuck-invoices.ts';
import { stages } from '../../schemas/stages.ts';
import { logMessages } from '../core/log-messages.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/** Invoices named in the log, longest overdue first. */
const namedInvoices = 20;

/** What one run found. */
export interface StuckInvoices {
  readonly stuck: number;
  /** Whether there may be more of them. */
  readonly capped: boolean;
}

/**
 * `StuckInvoiceDetector`: counts the invoices that are past the deadline of their stage. It only
 * reads, so it may run any number of times.
 */
export function create({
  ledger,
  clock,
  log,
  metrics,
}: Pick<Ports, 'ledger' | 'clock' | 'log' | 'metrics'>): () => Promise<StuckInvoices> {
  return async () => {
    const { counts, capped, invoices } = await listStuckInvoices({ ledger, clock }, { limit: namedInvoices });
    for (const stage of stages) metrics.gauge(metricNames.stuckInvoices, counts[stage], { stage });
    metrics.gauge(metricNames.stuckInvoicesCapped, capped ? 1 : 0);
    const stuck = stages.reduce((total, stage) => total + counts[stage], 0);
    if (stuck > 0) log.warn(logMessages.stuckInvoices, { capped, counts, oldest: invoices });
    return { stuck, capped };
  };
}
