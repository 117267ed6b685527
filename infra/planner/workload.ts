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
export const monthOf = (workload: Workload) => {
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
};

/**
 * A batch holds what comes while its messages are collected or, without a window, while the batch before it is in
 * work: one message at least, a full batch at most.
 */
const callsOf = (
  { batchSize, windowSeconds, fullBatchSeconds }: Consumer,
  events: number,
  perSecond: number,
): Calls => {
  const batch = Math.min(batchSize, Math.max(1, perSecond * (windowSeconds || fullBatchSeconds)));
  const { batchFixedShare } = assumptions;
  const share = batchFixedShare + (1 - batchFixedShare) * (batch / batchSize);
  const count = events / batch;
  return { count, batch, seconds: count * fullBatchSeconds * share };
};

/** Requests to SQS that bring the messages of those calls out of the queue, or take them off it: ten at a time. */
export const queueCalls = ({ batch }: Calls, events: number): number =>
  events / Math.min(batches.queueCall, batch);

/** Write units that an event's invoice takes: its fact and the head. Those of the index fall on other partitions. */
export const writeUnitsPerInvoiceEvent =
  Math.ceil(assumptions.bytes.ledgerFact / batches.writeUnit) +
  Math.ceil(assumptions.bytes.ledgerHead / batches.writeUnit);

/** Write units of an event: fact, head, and now and then the index of deadlines. */
export const writeUnitsPerEvent = writeUnitsPerInvoiceEvent + assumptions.indexWritesPerEvent;

/** Read units of an event: the invoice's facts so far and its head, in one query, averaged over an invoice's life. */
export const readUnitsPerEvent = (() => {
  const { eventsPerInvoice, bytes } = assumptions;
  let units = 0;
  for (let facts = 1; facts <= eventsPerInvoice; facts += 1)
    units += Math.ceil((facts * bytes.ledgerFact + bytes.ledgerHead) / batches.readUnit);
  return units / eventsPerInvoice;
})();
