import type { Stage } from '../../schemas/stages.ts';

/**
 * The names of a cell's resources, known once. A partition is `ingestion`, `reconciliation`, … or
 * whatever the cell's data calls it; `prefix` tells cells of one account and Region apart ('' or 'name-').
 */
export const names = (prefix = '') => ({
  bus: `${prefix}invoice-events`,
  archive: `${prefix}invoice-events`,
  relayQueue: (partition: string) => `${prefix}invoice-${partition}-relay`,
  relayDeadLetters: (partition: string) => `${prefix}invoice-${partition}-relay-dlq`,
  topic: (partition: string) => `${prefix}invoice-${partition}.fifo`,
  queue: (partition: string) => `${prefix}invoice-${partition}.fifo`,
  deadLetters: (partition: string) => `${prefix}invoice-${partition}-dlq.fifo`,
  unroutedQueue: `${prefix}invoice-unrouted`,
  ruleDeadLetters: `${prefix}invoice-rules-dlq`,
  ledgerTable: `${prefix}invoice-ledger`,
  timeSeriesDatabase: `${prefix}invoice-metrics`,
  timeSeriesTable: 'events',
  relayFunction: `${prefix}InvoiceRelay`,
  historyFunction: `${prefix}InvoiceHistory`,
  processorFunction: (stage: Stage) => `${prefix}Invoice${stage[0]?.toUpperCase()}${stage.slice(1)}Processor`,
});

/** The `source` of every invoice event on the bus. */
export const busSource = 'bems.invoices';

/** The `detail-type` of every invoice event on the bus; rules tell stages apart by `detail.stage`. */
export const busDetailType = 'InvoiceEvent';

/**
 * The ARN of the topic that a relay queue feeds: same partition, Region and account. The relay serves
 * every partition with one function, and an environment variable per topic would not fit 99 of them.
 * @throws {Error} when the ARN is not that of a relay queue
 */
export const topicArnOfRelayQueue = (queueArn: string): string => {
  const match = /^(arn:[^:]+):sqs:([^:]*:[^:]*):(.+)-relay$/.exec(queueArn);
  if (!match) throw new Error(`${queueArn} is not the ARN of a relay queue`);
  return `${match[1]}:sns:${match[2]}:${match[3]}.fifo`;
};
