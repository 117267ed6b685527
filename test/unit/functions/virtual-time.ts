import type { Clock } from '../../../lib/clock.ts';

/** A clock that a test moves, and everything that waits for it. */
export interface VirtualTime {
  readonly clock: Clock;
  /** Resolves after so many milliseconds of this clock. */
  readonly wait: (ms: number) => Promise<void>;
  readonly later: (callback: () => void, ms: number) => void;
  /** Lets time pass, one due callback after the other, each with all that follows from it at once. */
  passUntil(ms: number): Promise<void>;
}

export function virtualTime(): VirtualTime {
  let now = 0;
  /** By the millisecond that they are due. */
  const due = new Map<number, (() => void)[]>();
  const times: number[] = [];
  const later = (callback: () => void, ms: number) => {
    const at = Math.ceil(now + ms);
    const same = due.get(at);
    if (same) same.push(callback);
    else {
      due.set(at, [callback]);
      insertSorted(times, at);
    }
  };
  return {
    clock: { now: () => now },
    later,
    wait: (ms) => new Promise((resolve) => later(resolve, ms)),
    async passUntil(ms) {
      for (let at = times[0]; at !== undefined && at <= ms; at = times[0]) {
        times.shift();
        now = Math.max(now, at);
        const callbacks = due.get(at) ?? [];
        due.delete(at);
        for (const callback of callbacks) callback();
        // Promises settle before the next macrotask.
        await new Promise(setImmediate);
      }
      now = ms;
    },
  };
}

function insertSorted(times: number[], at: number): void {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  times.splice(low, 0, at);
}
