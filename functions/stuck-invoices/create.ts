import { stages } from '../../schemas/stages.ts';
import { logMessages } from '../core/log-messages.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/**
 * Maximum number of invoices one run reads: enough to tell a bad day from a bad hour, few enough to
 * read within seconds.
 */
export const maxStuckInvoices = 10_000;

/** Invoices named in the log, longest overdue first. */
const namedInvoices = 20;

/** What one run found. */
export interface StuckInvoices {
  readonly stuck: number;
  /** Whether there may be more of them. */
  readonly capped: boolean;
}

/**
 * `StuckInvoiceDetector`: counts the invoices past the deadline of their stage. Reads only, so it
 * may run any number of times.
 */
export function create({ ledger, clock, log, metrics }: Pick<Ports, 'ledger' | 'clock' | 'log' | 'metrics'>) {
  return async (): Promise<StuckInvoices> => {
    const overdue = await ledger.overdue(clock.now(), maxStuckInvoices + 1);
    const capped = overdue.length > maxStuckInvoices;
    const stuck = overdue.slice(0, maxStuckInvoices);
    const byStage = stages.map((stage) => ({
      stage,
      count: stuck.filter((invoice) => invoice.stage === stage).length,
    }));
    for (const { stage, count } of byStage) metrics.count(metricNames.stuckInvoices, count, { stage });
    metrics.count(metricNames.stuckInvoicesCapped, capped ? 1 : 0);
    if (stuck.length > 0)
      log.warn(logMessages.stuckInvoices, {
        capped,
        counts: Object.fromEntries(byStage.map(({ stage, count }) => [stage, count])),
        oldest: stuck.slice(0, namedInvoices),
      });
    return { stuck: stuck.length, capped };
  };
}
