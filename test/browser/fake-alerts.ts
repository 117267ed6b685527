import type { ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import { type AlertQueries, alertTable } from '../../local/server/alert-table.ts';
import { actOnAlert, openAlerts } from '../../operations/alerts/acts.ts';
import { withChange } from '../../operations/alerts/alert.ts';
import { nextStep, withStep } from '../../operations/alerts/next-step.ts';
import { changeAlert } from '../../operations/alerts/store.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { change, minute, noon, policy } from '../unit/operations/alerts/sample-alarms.ts';

/** The alerts of a fake cell: what its console reads, and what its operator does to them. */
export interface FakeAlerts {
  readonly list: () => Promise<readonly ListedAlert[]>;
  readonly acts: ReturnType<typeof alertTable>['acts'];
}

const queues = ['posting', 'authorization', 'reconciliation', 'ingestion', 'payment', 'relay'];

const rings = {
  path: queues.map((queue) =>
    change(0, {
      alarm: `invoice-queue-age-${queue}`,
      means: `Events of ${queue} become visible more than two minutes late.`,
      reason:
        'Threshold Crossed: 3 datapoints [412.0, 388.0, 341.0] were greater than the threshold (120.0).',
    }),
  ),
  producers: [
    change(0, {
      ...{ group: 'producers', alarm: 'invoice-no-traffic', severity: 'warning' },
      ...{ audiences: ['operations', 'finance'], means: 'No producer has sent an event for ten minutes.' },
    }),
  ],
  archive: [
    change(-300, { group: 'archive', alarm: 'invoice-archive-late', severity: 'warning' }),
    change(-290, { group: 'archive', alarm: 'invoice-archive-late', severity: 'warning', ringing: false }),
  ],
} as const;

/**
 * Twenty minutes after noon: a critical alert that nobody acknowledged, one that Ada did, one that
 * is over.
 */
export async function fakeAlerts(): Promise<FakeAlerts> {
  const state = { now: noon };
  const ports = { records: memoryRecords({ now: () => state.now }), clock: { now: () => state.now }, policy };
  const tell = (id: string) =>
    changeAlert(ports.records, id, (alert) => {
      const step = nextStep(alert, policy, state.now);
      return step && withStep(alert, step);
    });
  for (const [id, changes] of Object.entries(rings))
    await changeAlert(ports.records, id, (alert) => [...changes].reduce(withChange, alert));
  for (const after of [0, 3, 16]) {
    state.now = noon + after * minute;
    for (const id of Object.keys(rings)) await tell(id);
    if (after === 3) await actOnAlert(ports, { id: 'producers', act: 'ack', by: 'ada' });
  }
  state.now = noon + 20 * minute;
  const queries: AlertQueries = { actOnAlert: (request) => actOnAlert(ports, request) };
  return { list: () => openAlerts(ports, { all: true }), acts: alertTable(queries).acts };
}
