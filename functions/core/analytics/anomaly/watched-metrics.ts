import { type Stage, stages } from '../../../../schemas/stages.ts';
import { kindOf } from '../../invoice/lifecycle.ts';
import type { EventCount } from './event-counts.ts';

/** What is watched of a stage's events: how many there are, and which share of them are exceptions. */
export const watchedMeasures = ['events', 'share'] as const;
export type WatchedMeasure = (typeof watchedMeasures)[number];

/** What is watched by the hour. */
export interface WatchedMetric {
  /** As records and pages name it. */
  readonly id: string;
  readonly stage: Stage;
  readonly measure: WatchedMeasure;
  /** Whether exceptions alone are counted, or are the part of a share: what somebody has to look at. */
  readonly exceptions: boolean;
}

/** Everything that is watched: of each stage all its events, its exceptions, and their share. */
export const watchedMetrics: readonly WatchedMetric[] = stages.flatMap((stage) => [
  { id: stage, stage, measure: 'events', exceptions: false },
  { id: `${stage}-exceptions`, stage, measure: 'events', exceptions: true },
  { id: `${stage}-share`, stage, measure: 'share', exceptions: true },
]);

/** Whether a metric is made of these events. */
export function isCountedIn({ stage, exceptions, measure }: WatchedMetric, count: EventCount): boolean {
  const isAll = !exceptions || measure === 'share';
  return count.stage === stage && (isAll || kindOf(count.stage, count.status) === 'exception');
}
