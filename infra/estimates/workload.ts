import { type Cell, hasRollups } from '../cells/cell.ts';
import { type Consumer, downstreamCaller, processor, relay } from '../cells/concurrency.ts';
import { reconcilerPace } from '../cells/reconciler-pace.ts';
import { assumptions, batches, secondsPerMonth } from './assumptions.ts';

/** The load of a cell in a month. */
export interface Workload {
  readonly cell: Cell;
  readonly eventsPerDay: number;
  /** 1–10. */
  readonly eventsPerRequest: number;
}

/** Invocations of a function in a month. */
export interface Calls {
  readonly count: number;
  /** Average number of messages. */
  readonly batch: number;
  /** Duration of all of them together. */
  readonly seconds: number;
}

/** What a workload amounts to in a month of 30 days, spread evenly over its seconds. */
export function monthOf(workload: Workload) {
  const { cell, eventsPerDay, eventsPerRequest } = workload;
  const events = eventsPerDay * assumptions.daysPerMonth;
  const perPartition = events / secondsPerMonth / cell.partitions.length;
  return {
    events,
    requests: events / eventsPerRequest,
    relayCalls: callsOf(relay, events, perPartition),
    processorCalls: callsOf(processor, events, perPartition),
    /** Of a stage with its share of the events. */
    downstreamCalls: callsOf(downstreamCaller, events, perPartition),
    /** Events that the stores hold after this many days at this load. */
    eventsIn: (days: number) => eventsPerDay * Math.min(days, assumptions.storedDays),
  };
}

/**
 * A batch holds the messages that arrive within the batching window or, without one, during the
 * batch before it: one at least, a full batch at most.
 */
function callsOf(
  { batchSize, windowSeconds, fullBatchSeconds }: Consumer,
  events: number,
  perSecond: number,
): Calls {
  const batch = Math.min(batchSize, Math.max(1, perSecond * (windowSeconds || fullBatchSeconds)));
  const { batchFixedShare } = assumptions;
  const share = batchFixedShare + (1 - batchFixedShare) * (batch / batchSize);
  const count = events / batch;
  return { count, batch, seconds: count * fullBatchSeconds * share };
}

/**
 * Requests to SQS to receive the messages of these invocations, or to delete them: ten at a time.
 */
export function queueCalls({ batch }: Calls, events: number): number {
  return events / Math.min(batches.queueCall, batch);
}

/**
 * The detector of stuck invoices, the router of alerts and the reconciler, whoever lets settled invoices go, and
 * the detector of unusual counts.
 */
export function schedulesOf(cell: Pick<Cell, 'retention' | 'timeSeries'>): number {
  return 3 + (cell.retention.hotDays === undefined ? 0 : 1) + (hasRollups(cell) ? 1 : 0);
}

/** Each of them calls its function every minute. */
export const scheduledCallsPerMonth = secondsPerMonth / 60;

/** The function that keeps sums is called every quarter of an hour. */
export const rollupRunsPerMonth = secondsPerMonth / 900;

/** Looks of the reconciler in a month, each of which asks every store. */
export function looksPerMonth(cell: Cell): number {
  return (secondsPerMonth * 1_000) / reconcilerPace(cell).intervalMs;
}
