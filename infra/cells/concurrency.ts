import { type Stage, stages } from '../../schemas/stages.ts';
import { grownPeak, headroom, historyThrottle } from './capacity.ts';
import type { Cell } from './cell.ts';

// How many calls of each function may be in work at once. The numbers in the comments are those of
// a cell with a peak of 1,000 events/s, +40 %, and five partitions, two of them of one stage: a
// grown peak of 1,400 events/s.

/** How a function takes messages from a queue. */
export interface Consumer {
  /** Most messages of one call. */
  readonly batchSize: number;
  /** How long messages are collected before a call. */
  readonly windowSeconds: number;
  /**
   * What a call with a full batch takes. What the functions are built for; it was not measured in
   * the cloud.
   */
  readonly fullBatchSeconds: number;
}

export const relay: Consumer = { batchSize: 100, windowSeconds: 1, fullBatchSeconds: 0.3 };
export const processor: Consumer = { batchSize: 10, windowSeconds: 0, fullBatchSeconds: 0.2 };

/** What a look at an invoice's history takes: one query. */
const historySeconds = 0.1;

/**
 * What Lambda takes for the concurrency of one event source:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const queueConcurrencyLimits = { least: 2, most: 1_000 };

/**
 * A function may run a little beyond what its queues call at once, so that no queue is ever
 * refused: a refusal counts as a receive.
 */
const spare = 1.1;

/**
 * Environments of an account and Region that Lambda lets nobody reserve:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const unreservable = 100;

/**
 * Environments of a function: no other function can take the reserved ones, nor it more; the
 * provisioned ones of them are always warm.
 */
export interface Concurrency {
  readonly reserved: number;
  readonly provisioned: number;
}

/** Calls in work at once when so many events come a second, in full batches. */
export function callsAtOnce({ batchSize, fullBatchSeconds }: Consumer, eventsPerSecond: number): number {
  return (eventsPerSecond / batchSize) * fullBatchSeconds;
}

/**
 * Calls that one queue may have in work at once. At month end nearly all events are of one stage,
 * so each queue gets what the whole grown peak takes, and the room above it: 1,400 ÷ 10 × 0.2 s ×
 * 1.25 = 35 for a processor's, 1,400 ÷ 100 × 0.3 s × 1.25 = 5.25, so 6, for a relay's.
 */
export function queueConcurrency(consumer: Consumer, cell: Cell): number {
  const { least, most } = queueConcurrencyLimits;
  return Math.min(most, Math.max(least, Math.ceil(callsAtOnce(consumer, grownPeak(cell)) * headroom)));
}

/**
 * A function that reads queues. Reserved: what all its queues may have in work, and some to spare:
 * 35 × 1.1 = 38.5, so 39, for the processor of one partition, 5 × 6 × 1.1 = 33 for the relay.
 * Provisioned: what the peak keeps busy while it falls evenly on all partitions, and so is in use
 * wherever it falls: 1,400 ÷ 5 ÷ 10 × 0.2 s = 5.6, so 6; 5 for the relay. The others start when
 * they are needed; a cold start is a second of the two minutes an event has.
 */
function consumerConcurrency(consumer: Consumer, cell: Cell, queues: number): Concurrency {
  return {
    reserved: Math.ceil(queues * queueConcurrency(consumer, cell) * spare),
    provisioned: Math.ceil(callsAtOnce(consumer, grownPeak(cell)) * (queues / cell.partitions.length)),
  };
}

export function relayConcurrency(cell: Cell): Concurrency {
  return consumerConcurrency(relay, cell, cell.partitions.length);
}

export function processorConcurrency(cell: Cell, stage: Stage): Concurrency {
  return consumerConcurrency(
    processor,
    cell,
    cell.partitions.filter((partition) => partition.stage === stage).length,
  );
}

/**
 * Somebody waits for a history. Reserved: as many as may be asked for in one instant, 1,400 × 1.25
 * ÷ 10 = 175. Provisioned: what keeps busy when as many are asked for every second as may be, 175 ×
 * 0.1 s = 17.5, so 18.
 */
export function historyConcurrency(cell: Cell): Concurrency {
  const { rate, burst } = historyThrottle(cell);
  return { reserved: burst, provisioned: Math.ceil(rate * historySeconds) };
}

/**
 * The detector looks once a minute; a second one beside it would count the same invoices twice.
 * Nobody waits for it.
 */
export const detectorConcurrency: Concurrency = { reserved: 1, provisioned: 0 };

function functionsOf(cell: Cell): readonly Concurrency[] {
  return [
    relayConcurrency(cell),
    ...stages.map((stage) => processorConcurrency(cell, stage)),
    historyConcurrency(cell),
    detectorConcurrency,
  ];
}

/** Environments that the cell reserves: 33 + 39 + 39 + 39 + 77 + 175 + 1 = 403. */
export function reservedConcurrency(cell: Cell): number {
  return functionsOf(cell).reduce((sum, { reserved }) => sum + reserved, 0);
}

/** Environments that the cell keeps warm: 5 + 6 + 6 + 6 + 12 + 18 = 53. */
export function provisionedConcurrency(cell: Cell): number {
  return functionsOf(cell).reduce((sum, { provisioned }) => sum + provisioned, 0);
}
