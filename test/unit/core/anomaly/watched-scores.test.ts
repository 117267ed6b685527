import { describe, expect, test } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { neededHours, watch } from '../../../../functions/core/analytics/anomaly/watch.ts';
import { zoneOffsets } from '../../../../functions/core/values/zone-offsets.ts';

const hourMs = 3_600_000;
const zone = zoneOffsets('Europe/Amsterdam') ?? { offsetAt: () => Number.NaN };
const metric = { id: 'ingestion', stage: 'ingestion', measure: 'events', exceptions: false } as const;

/** The scores of ten weeks up to a moment with so many events in each hour. */
function scored(until: string, count: number) {
  const known = neededHours(Date.parse(until));
  const counts = Array.from(
    { length: (known.until - known.from) / hourMs },
    (_, index): EventCount => ({
      ...{ at: known.from + index * hourMs, stage: metric.stage, count },
      ...{ status: 'received', currency: 'EUR' },
    }),
  );
  return watch(metric, counts, { zone, known, expected: [] });
}

describe.each(['2026-10-29T12:00:00Z', '2026-04-02T12:00:00Z'])(
  'Given the days before %s, in which clocks changed',
  (until) => {
    test('When hours are judged, Then each has one score, at a moment of its own', () => {
      const state = scored(until, 100);
      const scores = state.scores;
      expect(state.judged).toBe('hour');
      expect(scores.length).toBeGreaterThan(160);
      expect(new Set(scores.map(({ at }) => at)).size).toBe(scores.length);
      for (const { at, day, bucket, isEpisode } of scores) {
        expect(day).toBe(new Date(at + zone.offsetAt(at) * 60_000).toISOString().slice(0, 10));
        expect([bucket, isEpisode]).toEqual(['hour', false]);
        expect(at >= state.from && at < state.until).toBe(true);
      }
    });

    test('When days are judged, Then each is called by its date in the zone', () => {
      const state = scored(until, 4);
      expect(state.judged).toBe('day');
      const days = state.scores.map(({ day }) => day);
      expect(days).toHaveLength(14);
      expect(days.at(-1)).toBe(new Date(Date.parse(until) - 24 * hourMs).toISOString().slice(0, 10));
      for (const { at, observed } of state.scores) {
        expect(new Date(at).getUTCHours()).toBeGreaterThanOrEqual(22);
        expect([92, 96, 100]).toContain(observed);
      }
    });
  },
);
