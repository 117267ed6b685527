import { type Stage, stages } from '../../../../schemas/stages.ts';
import { kindOf } from '../../invoice/lifecycle.ts';
import type { EventCount } from './event-counts.ts';

/** A count by the hour that is watched. */
export interface WatchedMetric {
  /** As records and pages name it. */
  readonly id: string;
  readonly stage: Stage;
  /** Whether exceptions alone are counted: what somebody has to look at. */
  readonly exceptions: boolean;
}

/** Every count that is watched: of each stage all its events, and its exceptions. */
export const watchedMetrics: readonly WatchedMetric[] = stages.flatMap((stage) => [
  { id: stage, stage, exceptions: false },
  { id: `${stage}-exceptions`, stage, exceptions: true },
]);

/** Whether a metric counts these events. */
export function isCountedIn({ stage, exceptions }: WatchedMetric, count: EventCount): boolean {
  return count.stage === stage && (!exceptions || kindOf(count.stage, count.status) === 'exception');
}
