import { historyOf } from '../../../cli/demo/history.ts';
import type { DemoEvent } from '../../../cli/demo/invoice-events.ts';
import { storyTimes } from '../../../cli/demo/story.ts';
import type { Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { payablesByCurrency } from '../../../functions/core/analytics/forecast/payable-of.ts';
import { decidedTimeline } from '../../../functions/core/invoice/decided.ts';
import { headOf } from '../../../functions/core/invoice/projection.ts';
import { snapshotOf } from '../../../functions/core/measures/snapshot-of.ts';
import { byStage } from '../../../schemas/stages.ts';
import { loggedFact } from '../../figures/logs/logged-fact.ts';

/** The end of each demo history. */
export const demoAsOf = '2025-03-01T00:00:00.000Z';
/** Until when its volumes are usual, ms since the epoch: a history ends with a day of outages, which nobody can foresee. */
export const usualUntil = storyTimes(Date.parse(demoAsOf)).lastIncident.fromMs;
const events = 30_000;

/** The demo's events due by its end, thirteen months of them. */
export function demoEvents(seed: number): readonly DemoEvent[] {
  const asOfMs = Date.parse(demoAsOf);
  const found: DemoEvent[] = [];
  for (const each of historyOf({ seed, events, asOf: demoAsOf })) {
    if (each.dueAtMs > asOfMs) break;
    found.push(each);
  }
  return found;
}

/** The demo's invoices by currency, projected as a cell does it. */
export function demoPayables(all: readonly DemoEvent[]): ReadonlyMap<string, readonly Payable[]> {
  const byInvoice = Map.groupBy(all, ({ event }) => event.invoiceId);
  return payablesByCurrency(
    [...byInvoice].map(([invoiceId, of]) => {
      const decided = decidedTimeline(of.map(({ stage, event }) => loggedFact(stage, 'demo', event)));
      return { invoiceId, ...snapshotOf(decided, headOf(decided)).fields };
    }),
  );
}

/** Events of each stage by step of so many ms, from the first whole step on. */
export function demoVolumes(all: readonly DemoEvent[], fromMs: number, stepMs: number) {
  const steps = Math.floor((usualUntil - fromMs) / stepMs);
  return byStage((stage) => {
    const counts = new Array<number>(steps).fill(0);
    for (const each of all) {
      const step = Math.floor((each.dueAtMs - fromMs) / stepMs);
      if (each.stage === stage && step >= 0 && step < steps) counts[step] = (counts[step] ?? 0) + 1;
    }
    return counts;
  });
}
