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
    /** The small records of operations: audit trail, alerts, what was announced. */
    operationsTable: `${prefix}invoice-operations`,
    timeSeriesDatabase: `${prefix}invoice-metrics`,
    timeSeriesTable: 'events',
    /** The time series as a database of the Glue catalog, which takes no hyphens in a name. */
    figureDatabase: `${prefix.replaceAll('-', '_')}invoice_figures`,
    figureWorkgroup: `${prefix}invoice-figures`,
    /** The stream of what a table of it gets. */
    figureStream: (table: 'events' | 'invoices') => `${prefix}invoice-figures-${table}`,
    /** What these streams log about deliveries that failed. */
    figureStreamLogs: `/aws/kinesisfirehose/${prefix}invoice-figures`,
    rollupFunction: `${prefix}InvoiceRollup`,
    /** @param group of the partitions it serves; without one, it serves those without */
    relayFunction: (group?: string) => `${prefix}InvoiceRelay${group === undefined ? '' : `-${group}`}`,
    historyFunction: `${prefix}InvoiceHistory`,
    recordFunction: `${prefix}InvoiceRecordWriter`,
    /** Events whose record waits for the time series. */
    recordQueue: `${prefix}invoice-records`,
    recordDeadLetters: `${prefix}invoice-records-dlq`,
    downstreamFunction: `${prefix}InvoiceDownstreamCaller`,
    /** Events of a stage that its downstream is still to be told of. */
    downstreamQueue: (stage: Stage) => `${prefix}invoice-${stage}-downstream`,
    downstreamDeadLetters: (stage: Stage) => `${prefix}invoice-${stage}-downstream-dlq`,
    stuckInvoiceFunction: `${prefix}StuckInvoiceDetector`,
    lettingGoFunction: `${prefix}InvoiceLettingGo`,
    stuckInvoiceDeadLetters: `${prefix}invoice-stuck-dlq`,
    anomalyFunction: `${prefix}AnomalyDetector`,
    reconcilerFunction: `${prefix}Reconciler`,
    reconcilerDeadLetters: `${prefix}invoice-reconciler-dlq`,
    /** The alias of a key, by what it encrypts. */
    keyAlias: (purpose: string) => `${prefix}invoice-${purpose}`,
    /** The alias of the key for what is on its way through the partitions of a group. */
    groupKeyAlias: (group: string) => `${prefix}invoice-messages-${group}`,
    /** A producer's API key, and its usage plan. */
    producer: (producer: string) => `${prefix}${producer}`,
    /** What replays of the archive must be called. */
    replay: (what: string) => `${prefix}invoice-${what}`,
    auditorRole: `${prefix}invoice-auditor`,
    onCallRole: `${prefix}invoice-on-call`,
    quickSightDataSource: `${prefix}invoice-source`,
    quickSightDataSet: `${prefix}invoice-events`,
    /** An analysis, or the dashboard of a page. */
    quickSightBoard: (page: string) => `${prefix}invoice-${page}`,
    /** A data set of figures. */
    quickSightFigures: (dataSet: string) => `${prefix}figures-${dataSet}`,
    quickSightTheme: `${prefix}invoice-theme`,
    quickSightTopic: `${prefix}invoice-questions`,
    alertRouterFunction: `${prefix}AlertRouter`,
    /** The page of the links in announcements. */
    alertLinksFunction: `${prefix}AlertLinks`,
    /** What `AlertRouter` was called with and could not deal with. */
    alertRouterDeadLetters: `${prefix}invoice-alert-router-dlq`,
    /** Where alarms tell `AlertRouter` that they ring, or ring no more. */
    alarmTopic: `${prefix}invoice-alarms`,
    /** Where the alarms of `AlertRouter` itself are announced, past it. */
    directAlarmTopic: `${prefix}invoice-alarms-direct`,
    /** Where `AlertRouter` tells a contact. */
    alertTopic: (contact: string) => `${prefix}invoice-alerts-${contact}`,
    /** Alarms that did not reach `AlertRouter`, and announcements that reached nobody. */
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

/** What gave the messages on a dead-letter queue up. */
export type DeadLetterKind =
  | ('relay' | 'subscription' | 'processor' | 'records' | 'downstream' | 'unrouted')
  | ('rules' | 'bus' | 'archive' | 'scheduler' | 'router' | 'alerts');

/** A record of one value per kind. */
export function byDeadLetterKind<T>(of: (kind: DeadLetterKind) => T): Record<DeadLetterKind, T> {
  return {
    relay: of('relay'),
    subscription: of('subscription'),
    processor: of('processor'),
    records: of('records'),
    downstream: of('downstream'),
    unrouted: of('unrouted'),
    rules: of('rules'),
    bus: of('bus'),
    archive: of('archive'),
    scheduler: of('scheduler'),
    router: of('router'),
    alerts: of('alerts'),
  };
}

/** A dead-letter queue by its name. */
export interface DeadLetterQueueName {
  readonly name: string;
  readonly kind: DeadLetterKind;
  /** Of the relay, subscription and processor queues. */
  readonly partition?: string;
  /** Of the downstream queues. */
  readonly stage?: Stage;
}

/**
 * The dead-letter queues of a cell with these partitions.
 * @param downstreams the stages that have a downstream
 */
export function deadLetterQueues(
  prefix: string,
  partitions: readonly string[],
  downstreams: readonly Stage[] = [],
): DeadLetterQueueName[] {
  const name = names(prefix);
  return [
    { name: name.ruleDeadLetters, kind: 'rules' },
    { name: name.busDeadLetters, kind: 'bus' },
    { name: name.archiveDeadLetters, kind: 'archive' },
    { name: name.recordDeadLetters, kind: 'records' },
    { name: name.unroutedQueue, kind: 'unrouted' },
    { name: name.stuckInvoiceDeadLetters, kind: 'scheduler' },
    { name: name.reconcilerDeadLetters, kind: 'scheduler' },
    { name: name.alertRouterDeadLetters, kind: 'router' },
    { name: name.alertDeadLetters, kind: 'alerts' },
    ...downstreams.map(
      (stage): DeadLetterQueueName => ({
        name: name.downstreamDeadLetters(stage),
        kind: 'downstream',
        stage,
      }),
    ),
    ...partitions.flatMap((partition): DeadLetterQueueName[] => [
      { name: name.relayDeadLetters(partition), kind: 'relay', partition },
      { name: name.subscriptionDeadLetters(partition), kind: 'subscription', partition },
      { name: name.deadLetters(partition), kind: 'processor', partition },
    ]),
  ];
}

/**
 * What kind of dead-letter queue has this name, and whose it is: the inverse of `deadLetterQueues`.
 * Undefined for any other queue.
 */
export function deadLetterQueueOf(queue: string, prefix = ''): DeadLetterQueueName | undefined {
  for (const { name, kind, partition, stage } of deadLetterQueues(prefix, ['/'], stages)) {
    if (partition === undefined && name === queue) return { name, kind, ...(stage && { stage }) };
    const its = partition && fillOf(name, queue);
    if (its) return { name: queue, kind, partition: its };
  }
  return undefined;
}

/** What stands in a name where a pattern has its slash; undefined when the name is not like it. */
function fillOf(pattern: string, name: string): string | undefined {
  const [before = '', after = ''] = pattern.split('/');
  if (name.length <= before.length + after.length) return undefined;
  return name.startsWith(before) && name.endsWith(after)
    ? name.slice(before.length, name.length - after.length)
    : undefined;
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
  const partition = fillOf(names(prefix).queue('/'), queue);
  if (partition === undefined) throw new Error(`${queue} is not the queue of a partition`);
  return partition;
}

/** The stage whose downstream queue has this name, whatever the cell's prefix; undefined for any other. */
export function stageOfDownstreamQueue(queue: string): Stage | undefined {
  return stages.find((stage) => queue.endsWith(names().downstreamQueue(stage)));
}

/** Whether a rule of the cell with this prefix may send to this queue. */
export function isTargetOfRules(queue: string, prefix = ''): boolean {
  return queue === names(prefix).unroutedQueue || fillOf(names(prefix).relayQueue('/'), queue) !== undefined;
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

/** The `source` of everything that operations announce on the bus; no invoice event has it. */
export const operationsSource = 'bems.operations';

/**
 * The message attribute that names the replay which brought a fact again. It is no part of the fact:
 * replayed, a fact is the same.
 */
export const replayAttribute = 'replay';

/**
 * The ARN of the topic that a relay queue feeds: same partition, Region and account. Computed,
 * because a relay serves many partitions and environment variables for all their topics would not fit.
 * @throws {Error} when the ARN is not that of a relay queue
 */
export function topicArnOfRelayQueue(queueArn: string): string {
  const match = /^(arn:[^:]+):sqs:([^:]*:[^:]*):(.+)-relay$/.exec(queueArn);
  if (!match) throw new Error(`${queueArn} is not the ARN of a relay queue`);
  return `${match[1]}:sns:${match[2]}:${match[3]}.fifo`;
}
