import type { Stage, Status } from '../../../../schemas/stages.ts';

/** How many events of a kind happened in an hour of UTC. */
export interface EventCount {
  /** When the hour began, ms since the epoch. */
  readonly at: number;
  readonly stage: Stage;
  readonly status: Status;
  /** Empty where a count is of one vendor: few have more than one currency. */
  readonly currency: string;
  readonly count: number;
  /** What they are worth together, a decimal in the currency; none where that is not known. */
  readonly amount?: string;
  /**
   * How long they took since their invoices entered the stage, as `histogramOf` reads it; of statuses in which
   * something succeeds, and none where that is not known.
   */
  readonly durations?: string;
  /** Of which vendor alone: such a count tells again what others tell of all vendors together. */
  readonly vendor?: string;
}

/** Where counts of events are read from: sums that are kept anyway, so that no event pays for it. */
export interface EventCounts {
  /**
   * A text that is another one whenever counts may have changed, and costs next to nothing.
   * @returns nothing when the store has none: then counts have to be read
   */
  version(): Promise<string | undefined>;
  /**
   * Up to when, ms since the epoch, the counts are complete but for what producers still send late: a whole hour.
   * @returns nothing while nothing is counted
   */
  completeUntil(now: number): Promise<number | undefined>;
  /**
   * The events that count and happened in these hours; hours and kinds without any are left out. Those of vendors
   * that may be watched (`vendorCandidates`) are told once more by vendor, as far as `vendorsKept` has it. Both ms.
   */
  between(from: number, until: number): Promise<readonly EventCount[]>;
}
