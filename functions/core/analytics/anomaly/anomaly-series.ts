import type { ListedAnomaly, ListedMetric } from './listed-anomaly.ts';

/** An hour or day of a metric; values in the unit of the anomaly's `actual`. */
export interface AnomalyStep {
  /** When it began, RFC 3339 UTC. */
  readonly at: string;
  /** Its date in the zone of the cell, `YYYY-MM-DD`. */
  readonly day: string;
  readonly observed: number;
  readonly expected: number;
  /** As `AnomalyScore` has it: 0 is as usual, below it are too few. */
  readonly score: number;
  /** Whether it belongs to an episode, this one or another. */
  readonly isEpisode: boolean;
  /** Between the two nothing is said to be unusual; none of an episode of a former version. */
  readonly low?: number;
  readonly high?: number;
}

/** An anomaly with what its metric had before, during and after it. */
export interface AnomalySeries {
  readonly anomaly: ListedAnomaly;
  /** What people call its metric. */
  readonly title: string;
  /** How its metric stands by now; null when it is watched no more. */
  readonly metric: ListedMetric | null;
  /** When was looked last, RFC 3339 UTC; null before the first time. */
  readonly lookedAt: string | null;
  /** In order; an hour or day of which nothing can be told is left out. */
  readonly steps: readonly AnomalyStep[];
}
