import type { AnomalySeries } from '../../functions/core/analytics/anomaly/anomaly-series.ts';
import type { EventCount } from '../../functions/core/analytics/anomaly/event-counts.ts';
import type { AnomalyListing } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { readAnomalySettings } from '../../functions/core/analytics/anomaly/settings.ts';
import { anomalyTable } from '../../local/server/anomaly-table.ts';
import { actOnAnomaly } from '../../operations/anomalies/act.ts';
import { listAnomalies } from '../../operations/anomalies/list.ts';
import { lookForAnomalies } from '../../operations/anomalies/look.ts';
import { anomalySeries } from '../../operations/anomalies/series.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { memoryScores } from '../doubles/memory-scores.ts';
import { countsOfDemo } from '../unit/cli/demo-counts.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Thursday: on the day before, the demo's matching was out of order. */
const asOf = '2026-11-19T10:00:00.000Z';
const daysKnown = 12;

/** What a fake cell finds unusual about the demo's history, as time goes on. */
export interface FakeAnomalies {
  readonly list: () => Promise<AnomalyListing>;
  /** One of them, with its course. @throws {BemsError} when there is none of this id */
  readonly find: (id: string) => Promise<AnomalySeries>;
  readonly acts: ReturnType<typeof anomalyTable>['acts'];
  /** Lets days pass, and looks again. */
  readonly later: (days: number) => Promise<unknown>;
}

let demoCounts: readonly EventCount[] | undefined;

/** Counted once: it takes a second. */
function counted(): readonly EventCount[] {
  demoCounts ??= countsOfDemo(asOf, Date.parse(asOf) + daysKnown * dayMs);
  return demoCounts;
}

/** A cell with the demo's history; it looks when it is first asked. */
export function fakeAnomalies(): FakeAnomalies {
  const state = { now: Date.parse(asOf), hasLooked: false };
  const clock = { now: () => state.now };
  const records = memoryRecords(clock);
  const anomalyScores = memoryScores();
  const look = async () => {
    state.hasLooked = true;
    await lookForAnomalies({
      ...{ records, clock, wait: async () => {}, anomalySettings: readAnomalySettings('UTC 5') },
      anomalyScores,
      eventCounts: {
        version: async () => undefined,
        completeUntil: async (now) => now - (now % hourMs),
        between: async (from, until) => counted().filter(({ at }) => at >= from && at < until),
      },
    });
  };
  return {
    async list() {
      if (!state.hasLooked) await look();
      return listAnomalies({ records, clock });
    },
    async find(id) {
      if (!state.hasLooked) await look();
      return anomalySeries({ records, anomalyScores }, id);
    },
    acts: anomalyTable({ actOnAnomaly: (request) => actOnAnomaly({ records, clock }, request) }).acts,
    later(days) {
      state.now += days * dayMs;
      return look();
    },
  };
}
