/** An interval, its ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The shares of future values that intervals are made for, rising. */
export const intervalLevels = [0.5, 0.8, 0.95] as const;
export type IntervalLevel = (typeof intervalLevels)[number];
