import type { Cell } from '../cells/cell.ts';
import { type Consumer, processor, relay } from '../cells/concurrency.ts';
import { assumptions, batches, secondsPerMonth } from './assumptions.ts';

/** What a cell has to carry in a month. */
export interface Workload {
  readonly cell: Cell;
  readonly eventsPerDay: number;
  /** 1–10. */
  readonly eventsPerRequest: number;
}

/** Calls of a function in a month. */
export interface Calls {
  readonly count: number;
  /** Messages of one call, average. */
  readonly batch: number;
  /** Time of all calls together. */
  readonly seconds: number;
}

/** What a workload comes to in a month of 30 days, spread evenly over its seconds. */
export function monthOf(workload: Workload) {
  const { cell, eventsPerDay, eventsPerRequest } = workload;
  const events = eventsPerDay * assumptions.daysPerMonth;
  const perPartition = events / secondsPerMonth / cell.partitions.length;
  return {
    events,
    requests: events / eventsPerRequest,
    relayCalls: callsOf(relay, events, perPartition),
    processorCalls: callsOf(processor, events, perPartition),
    /** Events that the stores hold after their days, at this load. */
    eventsIn: (days: number) => eventsPerDay * Math.min(days, assumptions.storedDays),
  };
}

/**
 * A batch holds what comes while its messages are collected or, without a window, while the batch
 * before it is in work: one message at least, a full batch at most.
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
 * Requests to SQS that bring the messages of those calls out of the queue, or take them off it: ten
 * at a time.
 */
export function queueCalls({ batch }: Calls, events: number): number {
  return events / Math.min(batches.queueCall, batch);
}

/** The detector of stuck invoices looks every minute. */
export const detectorCallsPerMonth = secondsPerMonth / 60;
