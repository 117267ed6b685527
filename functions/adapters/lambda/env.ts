/**
 * Names of the environment variables the functions read. The construct that sets one and the
 * function that reads it share this constant; those of a time-series store stand in its folder.
 */
export const envNames = {
  /** DynamoDB table of facts and heads. */
  ledgerTable: 'LEDGER_TABLE',
  /** Optional: for how many days the ledger keeps a settled invoice hot; without it, for good. */
  hotDays: 'HOT_DAYS',
  /** Optional: how long a call to an AWS service may take. */
  callTimeoutMs: 'CALL_TIMEOUT_MS',
  /** SQS queue of events whose record was put off. */
  recordQueueUrl: 'RECORD_QUEUE_URL',
  /** Optional: SQS queue of events that the stage's downstream is to be told of. */
  downstreamQueueUrl: 'DOWNSTREAM_QUEUE_URL',
  /** With it: RFC 3339; events received before are not passed on. */
  downstreamSince: 'DOWNSTREAM_SINCE',
  /** The downstreams of the cell, as `downstreamsText` writes them. */
  downstreams: 'DOWNSTREAMS',
  /** For how many days a call that was made is remembered. */
  downstreamRememberedDays: 'DOWNSTREAM_REMEMBERED_DAYS',
  /** How long invoices may stay in a stage, as `deadlinesText` writes it. */
  stageDeadlines: 'STAGE_DEADLINES',
  /** DynamoDB table of operations' records. */
  operationsTable: 'OPERATIONS_TABLE',
  /** Name of the bus that announcements go to. */
  bus: 'EVENT_BUS',
  /** JSON of `AlertSettings`: the cell and its policy of alerts. */
  alertSettings: 'ALERT_SETTINGS',
  /** The ARN of a contact's topic without the contact. */
  alertTopics: 'ALERT_TOPICS',
  /** ARN of the key that signs links to alerts; absent in a cell without them. */
  alertLinkKey: 'ALERT_LINK_KEY',
  /** Where those links lead: the address of their page, without a query. */
  alertLinkAddress: 'ALERT_LINK_ADDRESS',
  /** Which store the records go to: a name that `awsTimeSeries` knows. */
  timeSeriesStore: 'TIME_SERIES_STORE',
  /** Text of `DeployedReconcilerSettings`: the cell that is reconciled, and at which pace. */
  reconciler: 'RECONCILER',
  /** Text of `anomalySettingsText`: whose hours are told apart, and how often the detector looks. */
  anomalies: 'ANOMALIES',
  /** S3 bucket of the auditors' archive. */
  archiveBucket: 'ARCHIVE_BUCKET',
} as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable that the function needs.
 * @throws {Error} when it is missing or empty, naming the variable
 */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value)
    throw new Error(
      `The environment variable ${name} is not set; the stack that deploys the function sets it.`,
    );
  return value;
}
