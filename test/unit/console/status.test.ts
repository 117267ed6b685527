import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellStatus } from '../../../dashboards/console-api.ts';
import { extendWindow, ratesOf } from '../../../dashboards/rates.ts';
import { verdictOf } from '../../../dashboards/verdict.ts';
import { stages } from '../../../schemas/stages.ts';
import { statusOf, usualStory } from '../../browser/fake-cell.ts';

function statusAt(seconds: number, change: Partial<CellStatus> = {}): CellStatus {
  return {
    ...statusOf({ ...usualStory, seconds }),
    ...change,
  };
}

describe('Rates', () => {
  describe('Given two statuses', () => {
    it('rates are events per second', () => {
      const window = extendWindow(extendWindow([], statusAt(100)), statusAt(102));
      expect(ratesOf(window).accepted).toBe(84);
      expect(ratesOf(window).stages.ingestion.onBus).toBeCloseTo(84 * 0.4 * (1 + 1 / 160), 0);
    });
  });

  describe('Given fewer than two statuses', () => {
    it('rates are unknown rather than zero', () => {
      expect(ratesOf([]).accepted).toBeNull();
      expect(ratesOf([statusAt(5)]).stages.posting.visible).toBeNull();
    });
  });

  describe('Given a restarted cell', () => {
    it('no rate spans the restart', () => {
      const before = extendWindow([], statusAt(100));
      const after = extendWindow(before, statusAt(102, { startedAt: '2026-03-31T10:00:00.000Z' }));
      expect(after).toHaveLength(1);
    });
  });

  describe('Given any statuses in any order', () => {
    it('no rate is negative and the window stays short', () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), (seconds) => {
          const window = seconds.reduce<readonly CellStatus[]>(
            (before, second) => extendWindow(before, statusAt(second)),
            [],
          );
          expect(window.length).toBeLessThanOrEqual(7);
          const rates = ratesOf(window);
          const all = [
            rates.accepted,
            rates.visible,
            ...stages.flatMap((stage) => Object.values(rates.stages[stage])),
          ];
          for (const rate of all) expect(rate ?? 0).toBeGreaterThanOrEqual(0);
        }),
      );
    });
  });
});

describe('The verdict', () => {
  const freshness = (ageMs: number | null, p99Ms: number | null) => ({
    ...statusAt(10).freshness,
    ageMs,
    p99Ms,
  });

  it.each([
    ['no event ever', { accepted: 0, inFlight: 0, freshness: freshness(null, null) }, 'idle'],
    ['everything visible, an hour ago', { inFlight: 0, freshness: freshness(3_600_000, 500) }, 'good'],
    ['events under way', { inFlight: 9, freshness: freshness(300, 500) }, 'good'],
    ['p99 exactly at the target', { inFlight: 9, freshness: freshness(300, 120_000) }, 'good'],
    ['p99 beyond the target', { inFlight: 9, freshness: freshness(300, 120_001) }, 'late'],
    ['events waiting and none visible for long', { inFlight: 9, freshness: freshness(120_001, 500) }, 'late'],
  ] as const)('judges a cell with %s', (_, change, level) => {
    expect(verdictOf(statusAt(10, change)).level).toBe(level);
  });

  describe('Given an alarm that rings', () => {
    it.each([
      ['a critical one', { critical: 1, warning: 2 }, 'attention', '1 critical alarm rings.'],
      ['warnings', { critical: 0, warning: 2 }, 'late', '2 alarms ring.'],
    ] as const)('nothing is well: %s', (_, ringing, level, text) => {
      const verdict = verdictOf(statusAt(10, { ringing, inFlight: 0, freshness: freshness(300, 500) }));
      expect(verdict).toMatchObject({ level, see: 'alerts' });
      expect(verdict.text.startsWith(text)).toBe(true);
    });
  });

  describe('Given any dead letter', () => {
    it('it always says that somebody has to act', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1 }), fc.nat(), fc.option(fc.nat()), (deadLettered, inFlight, age) => {
          const status = statusAt(10, { deadLettered, inFlight, freshness: freshness(age, age) });
          expect(verdictOf(status).level).toBe('attention');
        }),
      );
    });
  });
});
