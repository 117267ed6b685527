/** Shortest and longest time the freshness scale shows, in ms. */
const shortestMs = 10;
const longestMs = 600_000;

/**
 * Where a time stands on the freshness scale, 0–100 %: logarithmic, so that 50 ms and 2 minutes
 * both can be read.
 */
export function scalePosition(ms: number): number {
  const within = Math.min(Math.max(ms, shortestMs), longestMs);
  return (100 * Math.log(within / shortestMs)) / Math.log(longestMs / shortestMs);
}
