import { letGo } from '../../operations/letting-go/let-go.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/** How long a run begins something new, ms: the next one goes on. */
const runMs = 45_000;

/** What a run did. */
export interface LettingGoRun {
  readonly copied: number;
  readonly removed: number;
  readonly capped: boolean;
}

/**
 * `InvoiceLettingGo`: copies settled invoices to the auditors' archive and lets the ledger go of what was
 * copied long enough ago. It may run any number of times, twice at once, and be missed.
 * @throws what ended the run; nothing is lost, and the next run takes it up
 */
export function create({
  shelf,
  records,
  clock,
  metrics,
  hotDays,
}: Pick<Ports, 'shelf' | 'records' | 'clock' | 'metrics' | 'hotDays'>): () => Promise<LettingGoRun> {
  return async () => {
    const run = await letGo({ shelf, records, clock }, { hotDays, until: clock.now() + runMs });
    if (run.copied > 0) metrics.count(metricNames.invoicesCopied, run.copied);
    if (run.removed > 0) metrics.count(metricNames.factsLetGo, run.removed);
    return run;
  };
}
