import type { PatrolPace } from '../../functions/core/conservation/settings.ts';
import { grownPeak } from './capacity.ts';
import { type Cell, seriesDays } from './cell.ts';

/** Events that one look holds in memory: a kilobyte and a half each. */
const eventsPerLook = 500_000;

/** The most minutes that a look takes, however few events they have. */
const mostMinutes = 15;

const minuteMs = 60_000;

/**
 * How often the reconciler looks, and at how much. At a grown peak of 1,400 events/s five minutes have 420,000
 * events: a look takes that many.
 */
export function reconcilerPace(cell: Cell): PatrolPace {
  const minutes = Math.floor(eventsPerLook / (grownPeak(cell) * 60));
  return {
    // What Firehose writes at once lies in the archive for five minutes at a time.
    intervalMs: 5 * minuteMs,
    maxMinutes: Math.max(1, Math.min(mostMinutes, minutes)),
    // Each costs as much as a new minute.
    maxAgain: 3,
    // A run is over before the next one is due.
    budgetMs: 3 * minuteMs,
  };
}

/** Whole days for which both the archive and the time series have every event, one at least. */
export function keptDays({ retention, timeSeries }: Cell): number {
  return Math.max(1, Math.min(retention.archiveDays, seriesDays(timeSeries)) - 1);
}
