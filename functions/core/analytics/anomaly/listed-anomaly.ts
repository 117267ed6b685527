import type { Stage } from '../../../../schemas/stages.ts';
import type { Bucket } from './counted-series.ts';
import type { Explanation } from './explain.ts';
import type { Judged } from './watch.ts';
import type { WatchedMeasure } from './watched-metrics.ts';

/** What a person may say of an anomaly: that they look after it, or that it was to be expected. */
export const anomalyActs = ['ack', 'expect'] as const;
export type AnomalyActName = (typeof anomalyActs)[number];

/** What a person says of an anomaly. */
export interface AnomalyRequest {
  readonly id: string;
  readonly act: AnomalyActName;
  /** Who says so. */
  readonly by: string;
  /** Why it was to be expected. */
  readonly reason?: string | undefined;
}

/** Who said something, and when (RFC 3339 UTC). */
export interface AnomalyWord {
  readonly by: string;
  readonly at: string;
}

/**
 * - `growing`: the last hour or day that is over was unusual
 * - `open`: it was not, but what follows may still belong to it
 * - `over`
 * - `corrected`: by what came late it was usual after all
 */
export type AnomalyState = 'growing' | 'open' | 'over' | 'corrected';

/** An anomaly for people; times RFC 3339 UTC. */
export interface ListedAnomaly {
  readonly id: string;
  /** What it is and where it comes from, in one sentence with figures. */
  readonly sentence: string;
  /** Of which events: a stage, or its exceptions; and what of them. */
  readonly metric: string;
  readonly stage: Stage;
  readonly measure: WatchedMeasure;
  /** Of amounts. */
  readonly currency?: string;
  /** Of the events of one vendor: its id, as producers write it. */
  readonly vendor?: string;
  readonly exceptions: boolean;
  readonly bucket: Bucket;
  readonly from: string;
  /** The end of the last unusual hour or day. */
  readonly until: string;
  readonly state: AnomalyState;
  readonly direction: 'more' | 'less';
  readonly actual: number;
  readonly expected: number;
  readonly explanation: Pick<Explanation, 'dimension' | 'elements' | 'power'> | null;
  readonly acknowledged: AnomalyWord | null;
  readonly asExpected: (AnomalyWord & { readonly reason: string }) | null;
}

/** Whether a metric can be judged yet. */
export interface ListedMetric {
  readonly metric: string;
  readonly title: string;
  /** Of the events of one vendor. */
  readonly vendor?: string;
  readonly judged: Judged;
  /** Weeks that it is judged by, 8 at the most. */
  readonly weeks: number;
}

/** What is unusual: what is not over first, then the newest first. */
export interface AnomalyListing {
  /** When was looked last, RFC 3339 UTC; null before the first time. */
  readonly lookedAt: string | null;
  /** Up to when was judged, RFC 3339 UTC; null while there is nothing to judge. */
  readonly judgedUntil: string | null;
  readonly metrics: readonly ListedMetric[];
  readonly anomalies: readonly ListedAnomaly[];
}
