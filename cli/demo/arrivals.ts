import type { Sampling } from './sampling.ts';

/**
 * Arrival times of invoices: a Poisson process whose intensity follows the calendar (UTC), drawn by
 * thinning (Lewis and Shedler, 1979). Weekends and nights are quiet; month end brings a surge.
 * @param perMs invoices per millisecond, on average
 * @returns milliseconds since the epoch, increasing, without end
 */
export function* arrivals(startMs: number, perMs: number, sample: Sampling): Generator<number, never> {
  const meanGap = meanIntensity / (perMs * highestIntensity);
  for (let at = startMs; ; ) {
    at += sample.exponential(meanGap);
    if (sample.chance(intensity(at) / highestIntensity)) yield at;
  }
}

const surge = 2.5;
const weekend = 0.3;
const night = 0.3;
const highestIntensity = surge;
/** Averaged over a month of 30 days with a surge of three, and days with twelve hours of night. */
const meanIntensity = ((27 + 3 * surge) / 30) * ((5 + 2 * weekend) / 7) * ((12 + 12 * night) / 24);

function intensity(at: number): number {
  const time = new Date(at);
  const isWeekend = time.getUTCDay() === 0 || time.getUTCDay() === 6;
  const isNight = time.getUTCHours() < 7 || time.getUTCHours() >= 19;
  const inThreeDays = new Date(at + 3 * 86_400_000);
  const isMonthEnd = inThreeDays.getUTCMonth() !== time.getUTCMonth();
  return (isMonthEnd ? surge : 1) * (isWeekend ? weekend : 1) * (isNight ? night : 1);
}
