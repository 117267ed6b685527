/** Shortest and longest time the freshness scale shows, in ms. */
const shortestMs = 10;
const longestMs = 600_000;

/**
 * The position of a duration on the freshness scale, 0–100 %. The scale is logarithmic, so that
 * both 50 ms and 2 minutes can be read off it.
 */
export function scalePosition(ms: number): number {
  const within = Math.min(Math.max(ms, shortestMs), longestMs);
  return (100 * Math.log(within / shortestMs)) / Math.log(longestMs / shortestMs);
}
