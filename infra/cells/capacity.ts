import type { Cell } from './cell.ts';

/** Room above the grown peak, so that a burst within a second is not refused. */
const headroom = 1.25;

/** Events per second at the peak to come: today's and its growth. */
export const grownPeak = ({ peakEventsPerSecond, growth }: Cell): number =>
  Math.ceil(peakEventsPerSecond * (1 + growth));

/**
 * Requests per second that the API takes, all producers together, and at once. Every event may come in a request of
 * its own, so there are as many requests as events.
 */
export const apiThrottle = (cell: Cell): { readonly rate: number; readonly burst: number } => {
  const rate = Math.ceil(grownPeak(cell) * headroom);
  return { rate, burst: rate };
};
