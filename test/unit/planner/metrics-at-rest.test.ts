import { expect, test } from 'vitest';
import { powertoolsOnce } from '../../../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../../../functions/adapters/idempotency/records-persistence.ts';
import { create as createRouter } from '../../../functions/alert-router/create.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { Metrics } from '../../../functions/core/ports.ts';
import { create as createRollup } from '../../../functions/invoice-rollup/create.ts';
import { create as createReconciler } from '../../../functions/reconciler/create.ts';
import { create as createDetector } from '../../../functions/stuck-invoices/create.ts';
import { firstCell } from '../../../infra/cells/examples.ts';
import { inventoryOf } from '../../../infra/planner/inventory.ts';
import { hmacLinks } from '../../../local/alerts/hmac-links.ts';
import { memoryBus } from '../../doubles/memory-bus.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryLog } from '../functions/harness.ts';
import { noon, policy } from '../operations/alerts/sample-alarms.ts';

const minuteMs = 60_000;
const clock = { now: () => noon };
const log = memoryLog();

/** The metrics that a function sends, each with its dimensions. */
function sentBy(service: string, sent: Set<string>): Metrics {
  const report: Metrics['count'] = (name, _, dimensions) =>
    void sent.add(JSON.stringify([service, name, dimensions]));
  return { count: report, gauge: report, durations: (name, _, dimensions) => report(name, 0, dimensions) };
}

test('Given no events, When schedules call, Then the planner counts the metrics sent', async () => {
  const sent = new Set<string>();
  const records = memoryRecords(clock);
  const detect = createDetector({
    ...{ ledger: memoryLedger(), records, bus: memoryBus(), stageDeadlines: usualStageDeadlines, clock, log },
    metrics: sentBy('detector', sent),
  });
  const route = createRouter({
    ...{ records, clock, log, alertTargets: [], alertSettings: { cell: 'first', policy } },
    once: powertoolsOnce(() => new RecordsPersistence(records, minuteMs), 'alerts'),
    alertLinks: hmacLinks('key', async () => 'https://cell.example/alerts/link'),
    metrics: sentBy('router', sent),
  });
  const nothing = async () => [];
  const reconcile = createReconciler({
    conservation: {
      archive: { digests: nothing, events: nothing, texts: nothing, span: () => ({ from: 0, to: noon }) },
      ledger: { digests: nothing, events: nothing, receivedAt: async () => undefined },
      timeSeries: { digests: nothing, events: nothing },
      ...{ transit: { whereabouts: async () => new Map() }, putBack: { resend: async () => {} } },
    },
    reconciler: {
      ...{ prefix: '', partitions: [] },
      pace: { intervalMs: 0, maxMinutes: 15, maxAgain: 1, budgetMs: minuteMs },
    },
    ...{ records, clock, log, metrics: sentBy('reconciler', sent) },
  });
  const rollUp = createRollup({
    ...{ rollups: { bringUpToDate: async () => ({ hours: 4 }) }, clock },
    metrics: sentBy('rollup', sent),
  });
  for (const run of [detect, () => route({}), () => reconcile({}), rollUp]) await run();
  expect(sent.size).toBe(inventoryOf(firstCell).metricsAtRest);
});
