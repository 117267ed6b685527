import { historyOf } from '../../cli/demo/history.ts';
import { usualHistoryEvents } from '../../cli/demo/self-feed.ts';
import type { EventCount } from '../../functions/core/analytics/anomaly/event-counts.ts';
import type { AnomalyListing } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { readAnomalySettings } from '../../functions/core/analytics/anomaly/settings.ts';
import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { anomalyTable } from '../../local/server/anomaly-table.ts';
import { actOnAnomaly } from '../../operations/anomalies/act.ts';
import { listAnomalies } from '../../operations/anomalies/list.ts';
import { lookForAnomalies } from '../../operations/anomalies/look.ts';
import { memoryRecords } from '../doubles/memory-records.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Thursday: on the day before, the demo's matching was out of order. */
const asOf = '2026-11-19T10:00:00.000Z';
const daysKnown = 12;

/** What a fake cell finds unusual about the demo's history, as time goes on. */
export interface FakeAnomalies {
  readonly list: () => Promise<AnomalyListing>;
  readonly acts: ReturnType<typeof anomalyTable>['acts'];
  /** Lets days pass, and looks again. */
  readonly later: (days: number) => Promise<unknown>;
}

let demoCounts: readonly EventCount[] | undefined;

/** The history that `npm start` shows, counted by the hour; it takes a second, once. */
function countsOfDemo(): readonly EventCount[] {
  if (demoCounts) return demoCounts;
  const until = Date.parse(asOf) + daysKnown * dayMs;
  const counts = new Map<string, EventCount>();
  for (const { dueAtMs, stage, event } of historyOf({ seed: 1, events: usualHistoryEvents, asOf })) {
    if (dueAtMs > until) break;
    const { status, currency } = event;
    if (!isStatusOf(stage, status)) continue;
    const at = Math.floor(Date.parse(event.occurredAt) / hourMs) * hourMs;
    const key = [at, stage, status, currency].join();
    counts.set(key, { at, stage, status, currency, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  demoCounts = [...counts.values()];
  return demoCounts;
}

/** A cell with the demo's history; it looks when it is first asked. */
export function fakeAnomalies(): FakeAnomalies {
  const state = { now: Date.parse(asOf), hasLooked: false };
  const clock = { now: () => state.now };
  const records = memoryRecords(clock);
  const look = async () => {
    state.hasLooked = true;
    await lookForAnomalies({
      ...{ records, clock, wait: async () => {}, anomalySettings: readAnomalySettings('UTC 5') },
      eventCounts: {
        completeUntil: async (now) => now - (now % hourMs),
        between: async (from, until) => countsOfDemo().filter(({ at }) => at >= from && at < until),
      },
    });
  };
  return {
    async list() {
      if (!state.hasLooked) await look();
      return listAnomalies({ records, clock });
    },
    acts: anomalyTable({ actOnAnomaly: (request) => actOnAnomaly({ records, clock }, request) }).acts,
    later(days) {
      state.now += days * dayMs;
      return look();
    },
  };
}
