import { byStage, type Stage } from '../schemas/stages.ts';
import type { CellStatus } from './console-api.ts';
import type { CountedHop } from './pages/live.ts';

/** Events per second over the window; `null` until there are two statuses to compare. */
export interface Rates {
  readonly accepted: number | null;
  readonly visible: number | null;
  readonly stages: Readonly<Record<Stage, Readonly<Record<CountedHop, number | null>>>>;
}

/** How far back a rate looks, in ms: short enough to feel live, long enough not to flicker. */
const windowMs = 5_000;

/**
 * Adds a status to the window that rates are computed over. A restarted cell begins a new window, so
 * that no rate spans the gap; a status that is not newer than the last one is ignored.
 */
export function extendWindow(window: readonly CellStatus[], status: CellStatus): readonly CellStatus[] {
  const last = window.at(-1);
  if (!last || last.startedAt !== status.startedAt) return [status];
  const now = Date.parse(status.now);
  if (now <= Date.parse(last.now)) return window;
  return [...window.filter((each) => now - Date.parse(each.now) <= windowMs), status];
}

/** The rates between the oldest and the newest status of a window. */
export function ratesOf(window: readonly CellStatus[]): Rates {
  const [first, last] = [window.at(0), window.at(-1)];
  const seconds = first && last ? (Date.parse(last.now) - Date.parse(first.now)) / 1000 : 0;
  const rate = (read: (status: CellStatus) => number): number | null =>
    first && last && seconds > 0 ? Math.max(0, read(last) - read(first)) / seconds : null;
  const hopsOf = (stage: Stage) => ({
    onBus: rate((status) => status.stages[stage].onBus),
    processed: rate((status) => status.stages[stage].processed),
    visible: rate((status) => status.stages[stage].visible),
  });
  return {
    accepted: rate((status) => status.accepted),
    visible: rate((status) => status.visible),
    stages: byStage(hopsOf),
  };
}
