import { setTimeout as delay } from 'node:timers/promises';

/** The passing of time, so that tests need not wait for it. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds; rejects when the signal is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1): jitter. */
  random(): number;
}

/** The machine's own clock. */
export const realTiming: Timing = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  random: () => Math.random(),
};
