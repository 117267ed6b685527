/** How large a drill is. */
export interface Plan {
  /** Events to be acknowledged in all. */
  readonly events: number;
  /** Events per second. */
  readonly rate: number;
  /** How long each store is away, seconds. */
  readonly awaySeconds: number;
  /** How long the system downstream is away, seconds. */
  readonly downstreamAwaySeconds: number;
  /** Dead letters that are discarded; the others are redriven. */
  readonly discards: number;
  /**
   * Whether the alarms are watched until they are quiet again, which takes minutes. Otherwise the
   * cell starts once more with its clock ahead, so that reconciling need not wait for them either.
   */
  readonly minutesPass: boolean;
}

/** `npm run drill`. */
export const fullPlan: Plan = {
  ...{ events: 50_000, rate: 1_000, awaySeconds: 60, downstreamAwaySeconds: 120, discards: 10 },
  minutesPass: true,
};

/** What `npm test` does. */
export const shortPlan: Plan = {
  ...{ events: 500, rate: 250, awaySeconds: 2, downstreamAwaySeconds: 2, discards: 1 },
  minutesPass: false,
};
