/** What makes things happen later: the machine's event loop, or a simulated one. */
export interface Timers {
  /** Calls back in the next turn of the event loop. @returns calls it off */
  soon(callback: () => void): () => void;
  /** Calls back after so many milliseconds. @returns calls it off */
  later(callback: () => void, ms: number): () => void;
  /** Calls back after so many milliseconds, unless the process has nothing else to wait for and ends. */
  background(callback: () => void, ms: number): void;
  /** Calls back whenever so many milliseconds have passed. @returns ends it */
  repeat(callback: () => void, ms: number): () => void;
  /** Milliseconds since some moment of the past; unlike a clock they never jump. */
  elapsed(): number;
}

/** The event loop of this process. */
export const machineTimers: Timers = {
  soon(callback) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
  later(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  background: (callback, ms) => void setTimeout(callback, ms).unref(),
  repeat(callback, ms) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
  elapsed: () => performance.now(),
};
