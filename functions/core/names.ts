import { type Stage, stages } from '../../schemas/stages.ts';

/**
 * The names of a cell's resources, defined once. A partition is `ingestion`, `reconciliation`, … or
 * whatever the cell's data calls it; `prefix` ('' or 'name-') distinguishes cells of one account
 * and Region.
 */
export function names(prefix = '') {
  return {
    api: `${prefix}invoices`,
    firewall: `${prefix}invoices`,
    accessLogs: `/aws/apigateway/${prefix}invoices`,
    /** AWS WAF only delivers to log groups with this prefix. */
    firewallLogs: `aws-waf-logs-${prefix}invoices`,
    bus: `${prefix}invoice-events`,
    /**
     * The bus's rules: one per partition, one for events that no partition takes, one for the
     * archive.
     */
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
    /** Messages that a topic could not deliver to its queue. */
    subscriptionDeadLetters: (partition: string) => `${prefix}invoice-${partition}-topic-dlq.fifo`,
    /** Events that the bus could not encrypt or decrypt. */
    busDeadLetters: `${prefix}invoice-bus-dlq`,
    archiveStream: `${prefix}invoice-archive`,
    /** What the stream logs about deliveries that failed. */
    archiveLogs: `/aws/kinesisfirehose/${prefix}invoice-archive`,
    /** Events that the bus could not hand to the archive's stream. */
    archiveDeadLetters: `${prefix}invoice-archive-dlq`,
    /** Athena allows no hyphens in database names. */
    auditDatabase: `${prefix.replaceAll('-', '_')}invoice_archive`,
    auditTable: 'events',
    auditWorkgroup: `${prefix}invoice-audit`,
    ledgerTable: `${prefix}invoice-ledger`,
    timeSeriesDatabase: `${prefix}invoice-metrics`,
    timeSeriesTable: 'events',
    relayFunction: `${prefix}InvoiceRelay`,
    historyFunction: `${prefix}InvoiceHistory`,
    recordFunction: `${prefix}InvoiceRecordWriter`,
    /** Events whose record waits for the time series. */
    recordQueue: `${prefix}invoice-records`,
    recordDeadLetters: `${prefix}invoice-records-dlq`,
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
    /** Announcements that reached nobody. */
    alertDeadLetters: `${prefix}invoice-alerts-dlq`,
    /** @param what the kind of alarm and its subject */
    alarm: (what: string) => `${prefix}invoice-${what}`,
    dashboard: (what: string) => `${prefix}invoices-${what}`,
    /** Slashes make folders in CloudWatch. */
    logQuery: (what: string) => `${prefix}invoices/${what}`,
    processorFunction: (stage: Stage) =>
      `${prefix}Invoice${stage[0]?.toUpperCase()}${stage.slice(1)}Processor`,
  };
}

/** The log group that Lambda writes a function's log to. */
export function functionLogs(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** The prefix of the cell and the stage in the name of a processor; undefined for any other function. */
export function processorOf(functionName: string): { prefix: string; stage: Stage } | undefined {
  const stage = stages.find((candidate) => functionName.endsWith(names().processorFunction(candidate)));
  if (!stage) return undefined;
  return { stage, prefix: functionName.slice(0, -names().processorFunction(stage).length) };
}

/**
 * The partition that a FIFO queue belongs to: the inverse of `names(prefix).queue`.
 * @throws {Error} when the name is not that of a partition's queue in the cell with this prefix
 */
export function partitionOfQueue(queue: string, prefix = ''): string {
  const [before = '', after = ''] = names(prefix).queue('/').split('/');
  if (!queue.startsWith(before) || !queue.endsWith(after))
    throw new Error(`${queue} is not the queue of a partition`);
  return queue.slice(before.length, -after.length);
}

/**
 * The tag of every resource, and the metadata key of every template, that says which cell it
 * belongs to.
 */
export const cellMetadata = 'bems:cell';

/** The metadata key under which a function's template says which folder its code is in. */
export const entryMetadata = 'bems:entry';

/** The `source` of every invoice event on the bus. */
export const busSource = 'bems.invoices';

/**
 * The `detail-type` of every invoice event on the bus; rules tell stages apart by `detail.stage`.
 */
export const busDetailType = 'InvoiceEvent';

/**
 * The ARN of the topic that a relay queue feeds: same partition, Region and account. Computed,
 * because one relay serves every partition and environment variables for 99 topics would not fit.
 * @throws {Error} when the ARN is not that of a relay queue
 */
export function topicArnOfRelayQueue(queueArn: string): string {
  const match = /^(arn:[^:]+):sqs:([^:]*:[^:]*):(.+)-relay$/.exec(queueArn);
  if (!match) throw new Error(`${queueArn} is not the ARN of a relay queue`);
  return `${match[1]}:sns:${match[2]}:${match[3]}.fifo`;
}
