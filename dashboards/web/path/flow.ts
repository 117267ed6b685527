/**
 * How fast the dots on a line move. A few steps only, so that the motion does not restart with
 * every figure.
 */
export type Flow = 'still' | 'slow' | 'steady' | 'fast';

/** @param perSecond events per second on the line, `null` while unknown */
export function flowOf(perSecond: number | null): Flow {
  if (perSecond === null || perSecond <= 0) return 'still';
  if (perSecond < 5) return 'slow';
  return perSecond < 200 ? 'steady' : 'fast';
}
