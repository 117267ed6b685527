/** Where the time comes from: the machine's clock, or a test's. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
