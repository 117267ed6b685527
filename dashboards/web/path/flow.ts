/** How fast the dots on a line move. Few steps, so that a new figure rarely restarts the motion. */
export type Flow = 'still' | 'slow' | 'steady' | 'fast';

/** @param perSecond events per second on the line, `null` while unknown */
export function flowOf(perSecond: number | null): Flow {
  if (perSecond === null || perSecond <= 0) return 'still';
  if (perSecond < 5) return 'slow';
  return perSecond < 200 ? 'steady' : 'fast';
}
