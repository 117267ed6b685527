/** Whether this is `npm run test:long`, which has the time that a usual run has not. */
export const isLongRun = process.env.BEMS_LONG_RUN === 'true';

/**
 * How much of something a run does, such as the runs of a property: what holds for any of them is tried with
 * a few at every change, as a usual run is to stay below six minutes, and with many in the long run.
 */
export function sized(usual: number, long: number): number {
  return isLongRun ? long : usual;
}
