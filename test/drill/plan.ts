/** How large a drill is. */
export interface Plan {
  /** Events to be acknowledged in all. */
  readonly events: number;
  /** Events per second. */
  readonly rate: number;
  /** How long each store is away, seconds. */
  readonly awaySeconds: number;
  /** How poison is told from the machine; undefined: not at all. */
  readonly comparison: Comparison | undefined;
  /** Dead letters that are discarded; the others are redriven. */
  readonly discards: number;
  /**
   * Whether the alarms are watched until they are quiet again, which takes minutes. Otherwise the
   * cell's clock is put ahead, so that reconciling need not wait for them either.
   */
  readonly minutesPass: boolean;
}

/** The same load again and again, with poison and without in turn. */
export interface Comparison {
  /** Pairs of loads, one with poison and one without. */
  readonly pairs: number;
  /** How long each load lasts, seconds: less than the ten of which the cell counts freshness together. */
  readonly seconds: number;
}

/** `npm run drill`. */
export const fullPlan: Plan = {
  ...{ events: 50_000, rate: 1_000, awaySeconds: 60, discards: 10 },
  comparison: { pairs: 6, seconds: 7 },
  minutesPass: true,
};

/** What `npm test` does. */
export const shortPlan: Plan = {
  ...{ events: 500, rate: 500, awaySeconds: 1, discards: 1 },
  comparison: undefined,
  minutesPass: false,
};
