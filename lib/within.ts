import { machineTimers, type Timers } from './timers.ts';

/**
 * The result of work that may take so long; the work itself goes on when it takes longer.
 * @param late makes the error that the caller gets then
 * @throws what the work throws, or that error
 */
export function within<T>(
  ms: number,
  work: Promise<T>,
  late: () => Error,
  timers: Pick<Timers, 'later'> = machineTimers,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = timers.later(() => reject(late()), ms);
    work.then(
      (result) => {
        callOff();
        resolve(result);
      },
      (cause) => {
        callOff();
        reject(cause);
      },
    );
  });
}
