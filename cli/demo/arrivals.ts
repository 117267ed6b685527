import { isBusinessDay, isOpen } from './calendar.ts';
import type { Sampling } from './sampling.ts';
import type { Story } from './story.ts';

/**
 * Arrival times of invoices: a Poisson process whose intensity follows the calendar (UTC) and the
 * story, drawn by thinning (Lewis and Shedler, 1979). Weekends and nights are quiet; the last
 * business days of a month bring a surge.
 * @param perMs invoices per millisecond, on average
 * @returns milliseconds since the epoch, increasing, without end
 */
export function* arrivals(
  startMs: number,
  perMs: number,
  story: Story,
  sample: Sampling,
): Generator<number, never> {
  const highest = surge * story.highestVolume;
  const meanGap = meanIntensity / (perMs * highest);
  for (let at = startMs; ; ) {
    at += sample.exponential(meanGap);
    if (sample.chance((intensity(at) * story.volume(at)) / highest)) yield at;
  }
}

const surge = 2.5;
const surgeDays = 3;
const freeDay = 0.12;
const closed = 0.3;
/** Averaged over a month of 21 business days, the last with a surge, and 9 days without business. */
const meanIntensity =
  ((21 - surgeDays + surgeDays * surge) * ((11 + 13 * closed) / 24) + 9 * freeDay * closed) / 30;

function intensity(at: number): number {
  if (!isBusinessDay(at)) return freeDay * closed;
  return (isMonthEnd(at) ? surge : 1) * (isOpen(at) ? 1 : closed);
}

const day = 86_400_000;

/** Whether the business day is one of the last of its month. */
function isMonthEnd(at: number): boolean {
  const month = new Date(at).getUTCMonth();
  let left = surgeDays;
  for (let later = at; new Date(later).getUTCMonth() === month; later += day) {
    if (isBusinessDay(later)) left -= 1;
    if (left < 0) return false;
  }
  return true;
}
