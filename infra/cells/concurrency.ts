import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { grownPeak, historyThrottle } from './capacity.ts';
import { type Cell, hasRollups } from './cell.ts';
import { type Partition, peakShareOf, relaysOf } from './partitions.ts';

// The concurrency of each function. The numbers in the comments are those of a cell with a peak of
// 1,000 events/s, +40 %, and five partitions, two of them of one stage: a grown peak of 1,400/s.

/** How a function takes messages from a queue. */
export interface Consumer {
  /** The maximum number of messages in one invocation. */
  readonly batchSize: number;
  /** How long messages are collected before an invocation. */
  readonly windowSeconds: number;
  /**
   * How long an invocation with a full batch takes: what the functions are built for, not yet
   * measured in the cloud.
   */
  readonly fullBatchSeconds: number;
}

/**
 * Half of what a relay could take at once: a batch of 100 waits twice as long for company, and half a
 * second is the promise at 1,000 events/s.
 */
export const relay: Consumer = { batchSize: 50, windowSeconds: 1, fullBatchSeconds: 0.195 };
export const processor: Consumer = { batchSize: 10, windowSeconds: 0, fullBatchSeconds: 0.2 };
export const recordWriter: Consumer = { batchSize: 50, windowSeconds: 1, fullBatchSeconds: 0.4 };
/** The calls of a batch are made at the same time, and a downstream takes a third of a second, say. */
export const downstreamCaller: Consumer = { batchSize: 10, windowSeconds: 0, fullBatchSeconds: 0.4 };

/** How long it takes to read an invoice's history: one query. */
const historySeconds = 0.1;

/**
 * The range Lambda accepts for the concurrency of one event source:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const queueConcurrencyLimits = { min: 2, max: 1_000 };

/**
 * Reserved concurrency beyond that of a function's queues, so that no queue is ever throttled: a
 * throttled invocation counts as a receive.
 */
const spare = 1.1;

/**
 * The part of the concurrency of an account and Region that Lambda lets nobody reserve:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const unreservable = 100;

/** How many execution environments a function may have, in a cell that reserves them. */
export interface Concurrency {
  /** No other function can use these, and this one can use no more. */
  readonly reserved: number;
  /** How many of them are always warm. */
  readonly provisioned: number;
}

/** The number of concurrent invocations at this rate of events, in full batches. */
export function concurrentInvocations(
  { batchSize, fullBatchSeconds }: Consumer,
  eventsPerSecond: number,
): number {
  return (eventsPerSecond / batchSize) * fullBatchSeconds;
}

/**
 * A queue is emptied at so many times the grown peak: what gathered while a store was away is
 * worked off as fast as new events come in at their fastest.
 */
export const catchUp = 2;

/**
 * The maximum number of concurrent invocations for one queue that the whole grown peak may come to, twice:
 * 1,400 ÷ 10 × 0.2 s × 2 = 56 for a processor's, 1,400 ÷ 50 × 0.195 s × 2 = 10.9, so 11, for a
 * relay's, 1,400 ÷ 50 × 0.4 s × 2 = 22.4, so 23, for the queue of records.
 * @param share the part of the peak that may come to it
 */
export function queueConcurrency(consumer: Consumer, cell: Cell, share = 1): number {
  const { min, max } = queueConcurrencyLimits;
  const needed = concurrentInvocations(consumer, grownPeak(cell)) * catchUp * share;
  return Math.min(max, Math.max(min, Math.ceil(needed)));
}

/**
 * The maximum number of concurrent invocations for the queue of a partition: 56 for a processor's and 11 for a
 * relay's, and with 25 partitions of a stage 56 × 2 ÷ 25 = 4.5, so 5, and 2.
 */
export function partitionConcurrency(consumer: Consumer, cell: Cell, partition: Partition): number {
  return queueConcurrency(consumer, cell, peakShareOf(partition, cell.partitions));
}

/**
 * The concurrency of a function that reads queues of partitions. Reserved: that of all its queues, and some to
 * spare: 56 × 1.1 = 61.6, so 62, for the processor of one partition, 5 × 11 × 1.1 = 60.5, so 61, for the
 * relay.
 * Provisioned: what the peak keeps busy when it is spread evenly over the partitions:
 * 1,400 ÷ 5 ÷ 10 × 0.2 s = 5.6, so 6; 6 for the relay. The others start on demand: a cold start
 * takes a second of an event's two minutes.
 */
function consumerConcurrency(consumer: Consumer, cell: Cell, served: readonly Partition[]): Concurrency {
  const together = served.reduce((sum, each) => sum + partitionConcurrency(consumer, cell, each), 0);
  const share = served.length / cell.partitions.length;
  return {
    reserved: Math.ceil(together * spare),
    provisioned: Math.ceil(concurrentInvocations(consumer, grownPeak(cell)) * share),
  };
}

/** The concurrency of the relay that serves these partitions. */
export function relayConcurrency(cell: Cell, served: readonly Partition[]): Concurrency {
  return consumerConcurrency(relay, cell, served);
}

export function processorConcurrency(cell: Cell, stage: Stage): Concurrency {
  const served = cell.partitions.filter((partition) => partition.stage === stage);
  return consumerConcurrency(processor, cell, served);
}

/**
 * The concurrency of the function that writes records that were put off: 23 × 1.1 = 25.3, so 26.
 * Nothing is kept warm for the rare day that it runs.
 */
export function recordWriterConcurrency(cell: Cell): Concurrency {
  return { reserved: Math.ceil(queueConcurrency(recordWriter, cell) * spare), provisioned: 0 };
}

/**
 * The concurrency of the function that calls downstreams, none without any: as many calls at once as the
 * peak takes, for each stage that has one. Nobody waits for it, so nothing is kept warm.
 */
export function downstreamCallerConcurrency(cell: Cell): Concurrency {
  const queues = downstreamStages(cell.downstream).length;
  return { reserved: Math.ceil(queues * queueConcurrency(downstreamCaller, cell) * spare), provisioned: 0 };
}

/**
 * The concurrency of the history function, which somebody waits for. Reserved: the burst that the
 * API lets through, 1,400 × 1.25 ÷ 10 = 175. Provisioned: what that many requests a second keep
 * busy, 175 × 0.1 s = 17.5, so 18.
 */
export function historyConcurrency(cell: Cell): Concurrency {
  const { rate, burst } = historyThrottle(cell);
  return { reserved: burst, provisioned: Math.ceil(rate * historySeconds) };
}

/**
 * The detector runs once a minute, and a second one beside it would count the same invoices twice.
 * Nobody waits for it.
 */
export const detectorConcurrency: Concurrency = { reserved: 1, provisioned: 0 };

/**
 * `AlertRouter` may run twice at once: a queue of notifications must not keep the schedule from
 * escalating. More of them would only compete for the same alerts.
 */
export const alertRouterConcurrency: Concurrency = { reserved: 2, provisioned: 0 };

/**
 * The reconciler may run three times at once: a round, the call of a minute later that only says how things
 * stand, and an operator's. More would read the same again.
 */
export const reconcilerConcurrency: Concurrency = { reserved: 3, provisioned: 0 };

/** Of the function that keeps sums: two runs at once would get in each other's way. */
export const rollupConcurrency: Concurrency = { reserved: 1, provisioned: 0 };

/** Of the function that looks for unusual counts: two at once would judge the same twice. */
export const anomalyConcurrency: Concurrency = { reserved: 1, provisioned: 0 };

/** Of the function that lets invoices go: two at once would copy the same ones twice. */
export const lettingGoConcurrency: Concurrency = { reserved: 1, provisioned: 0 };

/** A few people open links to alerts, and whoever floods the page takes nothing from the others. */
export const alertLinksConcurrency: Concurrency = { reserved: 2, provisioned: 0 };

function functionsOf(cell: Cell): readonly Concurrency[] {
  return [
    ...relaysOf(cell.partitions).map(({ partitions }) => relayConcurrency(cell, partitions)),
    ...stages.map((stage) => processorConcurrency(cell, stage)),
    recordWriterConcurrency(cell),
    downstreamCallerConcurrency(cell),
    historyConcurrency(cell),
    detectorConcurrency,
    alertRouterConcurrency,
    reconcilerConcurrency,
    ...(hasRollups(cell) ? [rollupConcurrency, anomalyConcurrency] : []),
    ...(cell.retention.hotDays === undefined ? [] : [lettingGoConcurrency]),
    ...(cell.alerts.links ? [alertLinksConcurrency] : []),
  ];
}

/** The most that the cell runs at once: 61 + 62 + 62 + 62 + 124 + 26 + 175 + 1 + 2 + 3 + 1 + 1 + 1 + 2 = 583. */
export function mostConcurrency(cell: Cell): number {
  return functionsOf(cell).reduce((sum, { reserved }) => sum + reserved, 0);
}

/**
 * Whether the functions of a cell have concurrency of their own. Lambda lets an account reserve nothing of
 * its last `unreservable` invocations, which a new account has fewer than, and counts what is kept warm
 * as reserved.
 */
export function reservesConcurrency({ profile }: Cell): boolean {
  return profile !== 'small';
}

/** The concurrency that the cell reserves. */
export function reservedConcurrency(cell: Cell): number {
  return reservesConcurrency(cell) ? mostConcurrency(cell) : 0;
}

/** The concurrency that the cell keeps warm: 6 + 6 + 6 + 6 + 12 + 18 = 54. */
export function provisionedConcurrency(cell: Cell): number {
  if (!reservesConcurrency(cell)) return 0;
  return functionsOf(cell).reduce((sum, { provisioned }) => sum + provisioned, 0);
}
