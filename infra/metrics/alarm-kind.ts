import type { AlertGroup } from '../../functions/core/alerts/groups.ts';
import type { Audience, Severity } from '../../functions/core/alerts/severity.ts';
import type { Cell } from '../cells/cell.ts';

/** What every alarm of a kind has in common. */
export interface AlarmKind {
  /** The heading in docs/runbooks.md that says what to do. */
  readonly runbook: string;
  /** The alert that it is part of, together with whatever else rings of the same group. */
  readonly group: AlertGroup;
  readonly severity: Severity;
  readonly audiences: readonly Audience[];
  /** Announced past `AlertRouter` too, because it says that the router may not announce it. */
  readonly direct?: boolean;
  /** Not every cell has what it watches. */
  readonly optional?: boolean;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** How many of these periods have to breach. */
  readonly datapointsToAlarm: number;
  /**
   * `outsideBand`: the threshold is the width of the band of expected values, in standard
   * deviations.
   */
  readonly comparison: 'above' | 'below' | 'outsideBand';
  readonly threshold: number | ((cell: Cell) => number);
  /** What a period without data means. */
  readonly missing: 'breaching' | 'notBreaching';
  /**
   * Seconds before the metric can breach at all: an age grows no faster than time.
   */
  readonly onsetSeconds?: number;
  /** What it means for the business. */
  readonly means: string;
  /** Why this threshold, these periods, and this reading of no data. */
  readonly because: string;
}

export const operations = ['operations'] as const;
export const everybody = ['operations', 'finance'] as const;

/** Three bad minutes of five: retries make up for a single one. */
export const lasting = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 } as const;
/** The first bad minute. */
export const atOnce = { periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** So near to its timeout, in percent, that a function may soon be cut off; no data means no call. */
export const nearTimeout = { comparison: 'above', threshold: 80, missing: 'notBreaching' } as const;

/** One is too many; no data means none. */
export const anyAtAll = { comparison: 'above', threshold: 0, missing: 'notBreaching' } as const;
