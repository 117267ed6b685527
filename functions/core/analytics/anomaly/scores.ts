import type { Stage } from '../../../../schemas/stages.ts';
import type { Bucket } from './counted-series.ts';

/** How unusual an hour or day of a metric was, of which that could be told. */
export interface AnomalyScore {
  /** When it began, ms since the epoch. */
  readonly at: number;
  /** Its date in the zone of the cell, `YYYY-MM-DD`: midnight there may be another day in UTC. */
  readonly day: string;
  readonly bucket: Bucket;
  /**
   * Events that happened, and that were expected; of a share, the exceptions among the events of the
   * step; of amounts, what they are worth; of durations, the median in seconds.
   */
  readonly observed: number;
  readonly expected: number;
  /**
   * ln((observed + 3) ÷ (expected + 3)), of amounts in typical events instead of the currency, of durations
   * ln(observed ÷ expected): 0 is as usual, below it are too few.
   */
  readonly score: number;
  /** Whether it belongs to an episode: it was unusual itself, or lies between some that were. */
  readonly isEpisode: boolean;
}

/** All that a look has to say of a metric: the scores of a span, in which hours without one cannot be told. */
export interface ScoredSpan {
  /** As `watchedIn` names it. */
  readonly metric: string;
  readonly stage: Stage;
  readonly exceptions: boolean;
  /** Both ms since the epoch, `until` not included. */
  readonly from: number;
  readonly until: number;
  readonly scores: readonly AnomalyScore[];
}

/** Where scores are written as measures, beside the figures that they are shown with. */
export interface AnomalyScores {
  /**
   * From then on, of each metric, exactly these scores stand in its span: what stood there is replaced, and gone
   * if it cannot be told any more. To say it again changes nothing. What was judged by counts that were read later
   * is left alone, whoever comes last.
   * @param judgedAt when the counts were read, ms since the epoch
   */
  replace(spans: readonly ScoredSpan[], judgedAt: number): Promise<void>;
}

/** Where the scores of one metric are read again. */
export interface AnomalyScoreReader {
  /**
   * The scores of its hours, or of its days, that began in a span, in order.
   * @param from ms since the epoch, as `until`, which is not included
   */
  between(metric: string, bucket: Bucket, from: number, until: number): Promise<readonly AnomalyScore[]>;
}
