import type { EventCount } from '../../../functions/core/analytics/anomaly/event-counts.ts';
import { readAnomalySettings } from '../../../functions/core/analytics/anomaly/settings.ts';
import { listAnomalies } from '../../../operations/anomalies/list.ts';
import { type LookPorts, lookForAnomalies } from '../../../operations/anomalies/look.ts';
import { anomalySeries } from '../../../operations/anomalies/series.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryScores } from '../../doubles/memory-scores.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** A Thursday of no season, at 14:00 UTC. */
export const start = Date.parse('2026-05-07T14:00:00.000Z');

type Of = Pick<EventCount, 'stage' | 'status' | 'currency'>;

/** What usually happens in an hour of a working day; a tenth of it at night and weekends. */
const usual: readonly (Of & { readonly perHour: number })[] = [
  { stage: 'ingestion', status: 'received', currency: 'EUR', perHour: 40 },
  { stage: 'ingestion', status: 'received', currency: 'GBP', perHour: 30 },
  { stage: 'ingestion', status: 'validated', currency: 'EUR', perHour: 40 },
  { stage: 'ingestion', status: 'validated', currency: 'GBP', perHour: 28 },
  { stage: 'posting', status: 'paid', currency: 'EUR', perHour: 20 },
];

export interface Incident extends Partial<Of> {
  /** Both ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly factor: number;
}

/**
 * A cell with so many weeks of steady counts, in which incidents happen, and its clock.
 * @param weeks before `start`
 */
export function anomalyWorld(weeks = 10) {
  let now = start;
  let incidents: readonly Incident[] = [];
  const records = memoryRecords({ now: () => now });
  const anomalyScores = memoryScores();
  const eventCounts = {
    version: async () => undefined,
    completeUntil: async (at: number) => at - (at % hourMs),
    between: async (from: number, until: number) =>
      countsBetween(Math.max(from, start - weeks * 7 * dayMs), until, incidents),
  };
  const anomalySettings = readAnomalySettings('UTC 5');
  const clock = { now: () => now };
  return {
    records,
    at(next: number) {
      now = next;
    },
    later(ms: number) {
      now += ms;
    },
    now: () => now,
    /** From now on this is what happened, whenever it did. */
    happens(...next: readonly Incident[]) {
      incidents = next;
    },
    look: (own: Partial<Pick<LookPorts, 'records' | 'eventCounts' | 'anomalyScores'>> = {}) =>
      lookForAnomalies({
        ...{ records, eventCounts, anomalyScores, anomalySettings, clock },
        wait: async () => {},
        ...own,
      }),
    scores: anomalyScores.all,
    series: (id: string) => anomalySeries({ records, anomalyScores }, id),
    list: (all = true) => listAnomalies({ records, clock }, { all }),
    ports: { records, clock },
    eventCounts,
  };
}

function countsBetween(from: number, until: number, incidents: readonly Incident[]): readonly EventCount[] {
  const counts: EventCount[] = [];
  for (let at = from; at < until; at += hourMs) {
    const date = new Date(at);
    const isOffice = date.getUTCHours() >= 7 && date.getUTCHours() < 18 && date.getUTCDay() % 6 !== 0;
    for (const { perHour, ...of } of usual) {
      const factor = incidents
        .filter((each) => at >= each.from && at < each.until && isOf(each, of))
        .reduce((by, each) => by * each.factor, isOffice ? 1 : 0.1);
      // Wavering a little, as counts do, and always alike.
      const wave = 1 + 0.1 * Math.sin(at / hourMs);
      const count = Math.round(perHour * factor * wave);
      if (count > 0) counts.push({ at, ...of, count });
    }
  }
  return counts;
}

function isOf(incident: Partial<Of>, of: Of): boolean {
  return (['stage', 'status', 'currency'] as const).every(
    (name) => incident[name] === undefined || incident[name] === of[name],
  );
}
