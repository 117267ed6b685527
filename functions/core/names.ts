import type { Stage } from '../../schemas/stages.ts';

/**
 * The names of a cell's resources, known once. A partition is `ingestion`, `reconciliation`, … or
 * whatever the cell's data calls it; `prefix` tells cells of one account and Region apart ('' or 'name-').
 */
export const names = (prefix = '') => ({
  api: `${prefix}invoices`,
  firewall: `${prefix}invoices`,
  accessLogs: `/aws/apigateway/${prefix}invoices`,
  /** AWS WAF delivers to log groups of this beginning only. */
  firewallLogs: `aws-waf-logs-${prefix}invoices`,
  bus: `${prefix}invoice-events`,
  /** The bus's rules: one per partition, one for what no partition takes, one for the archive. */
  rule: (partition: string) => `${prefix}invoice-${partition}`,
  unroutedRule: `${prefix}invoice-no-partition`,
  archiveRule: `${prefix}invoice-archive-rule`,
  archive: `${prefix}invoice-events`,
  relayQueue: (partition: string) => `${prefix}invoice-${partition}-relay`,
  relayDeadLetters: (partition: string) => `${prefix}invoice-${partition}-relay-dlq`,
  topic: (partition: string) => `${prefix}invoice-${partition}.fifo`,
  queue: (partition: string) => `${prefix}invoice-${partition}.fifo`,
  deadLetters: (partition: string) => `${prefix}invoice-${partition}-dlq.fifo`,
  unroutedQueue: `${prefix}invoice-unrouted`,
  ruleDeadLetters: `${prefix}invoice-rules-dlq`,
  /** What a topic could not deliver to its queue. */
  subscriptionDeadLetters: (partition: string) => `${prefix}invoice-${partition}-topic-dlq.fifo`,
  /** What the bus could not encrypt or decrypt. */
  busDeadLetters: `${prefix}invoice-bus-dlq`,
  archiveStream: `${prefix}invoice-archive`,
  /** What the stream says about deliveries that failed. */
  archiveLogs: `/aws/kinesisfirehose/${prefix}invoice-archive`,
  /** What the bus could not hand to the archive's stream. */
  archiveDeadLetters: `${prefix}invoice-archive-dlq`,
  /** Athena wants no hyphens in names of databases. */
  auditDatabase: `${prefix.replaceAll('-', '_')}invoice_archive`,
  auditTable: 'events',
  auditWorkgroup: `${prefix}invoice-audit`,
  ledgerTable: `${prefix}invoice-ledger`,
  timeSeriesDatabase: `${prefix}invoice-metrics`,
  timeSeriesTable: 'events',
  relayFunction: `${prefix}InvoiceRelay`,
  historyFunction: `${prefix}InvoiceHistory`,
  stuckInvoiceFunction: `${prefix}StuckInvoiceDetector`,
  stuckInvoiceDeadLetters: `${prefix}invoice-stuck-dlq`,
  /** The alias of a key, by what it encrypts. */
  keyAlias: (purpose: string) => `${prefix}invoice-${purpose}`,
  /** A producer's API key, and its usage plan. */
  producer: (producer: string) => `${prefix}${producer}`,
  /** What replays of the archive must be called. */
  replay: (what: string) => `${prefix}invoice-${what}`,
  auditorRole: `${prefix}invoice-auditor`,
  onCallRole: `${prefix}invoice-on-call`,
  quickSightDataSet: `${prefix}invoice-events`,
  /** Where alarms are announced, by who should act and how soon. */
  alertTopic: (audience: string, severity: string) => `${prefix}invoice-alerts-${audience}-${severity}`,
  /** What was announced and reached nobody. */
  alertDeadLetters: `${prefix}invoice-alerts-dlq`,
  /** @param what the kind of alarm and its subject */
  alarm: (what: string) => `${prefix}invoice-${what}`,
  dashboard: (what: string) => `${prefix}invoices-${what}`,
  /** Slashes make folders in CloudWatch. */
  logQuery: (what: string) => `${prefix}invoices/${what}`,
  processorFunction: (stage: Stage) => `${prefix}Invoice${stage[0]?.toUpperCase()}${stage.slice(1)}Processor`,
});

/** Where Lambda writes what a function logs. */
export const functionLogs = (functionName: string): string => `/aws/lambda/${functionName}`;

/** The tag of every resource, and the metadata key of every template, that says which cell it belongs to. */
export const cellMetadata = 'bems:cell';

/** The metadata key under which a function's template says which folder its code is in. */
export const entryMetadata = 'bems:entry';

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
