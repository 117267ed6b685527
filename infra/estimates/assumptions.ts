/**
 * What the figures rest on that no vendor's page says. Sizes are averages of the demo's events,
 * rounded up; a test checks them. Times are what the functions are built for; none was measured in
 * the cloud.
 */
export const assumptions = {
  /** Average bytes of an event in each of its forms along the path. */
  bytes: {
    posted: 450,
    onBus: 900,
    fact: 810,
    ledgerFact: 940,
    ledgerHead: 720,
    record: 400,
    /** A record and a snapshot of an invoice as rows on a stream, all columns named. */
    streamedRecord: 870,
    streamedSnapshot: 1_040,
    /** What such a row takes in files of columns: 72, in Parquet with zstd and 20,000 rows a file. */
    storedRow: 75,
    /** The copy of an invoice that was let go, compressed, and the item of the ledger that names it. */
    coldCopy: 1_200,
    ledgerMark: 260,
    /** A call to a downstream that was made, as the table of operations remembers it. */
    madeCall: 300,
    /** A line of the API's access log. */
    accessLogLine: 600,
    /** What one invocation logs: Lambda's own three lines and its metrics. */
    callLog: 1_500,
  },
  eventsPerInvoice: 9,
  /** Days between an event and the last one of its invoice, on average, once that is settled. */
  daysToSettle: 20,
  /** The share of events whose invoice is never settled, and so stays hot. */
  unsettledShare: 0.01,
  /** Seconds in which a million invoices are let go: what the function is built for, not yet measured in the cloud. */
  lettingGoSecondsPerMillion: 6_000,
  /** Records written per event: its own, and sometimes a neighbour's that it changes. */
  recordsPerEvent: 1.01,
  /**
   * Writes to the ledger's index of deadlines per event: a changed deadline is removed and
   * inserted.
   */
  indexWritesPerEvent: 0.9,
  /** The share of an event's bytes left after the archive's gzip. */
  gzipShare: 1 / 6,
  /** Events of the busiest invoice in one second: one full request. */
  busiestInvoiceEventsPerSecond: 10,
  /** The share of a full batch's time that a batch of one takes too. */
  batchFixedShare: 0.3,
  /** How long a statement of Athena takes that finds little, and how long a look of the reconciler that waits for one. */
  statementSeconds: 3,
  lookSeconds: 5,
  /** How long one run of what a schedule calls takes. */
  scheduledSeconds: 0.2,
  /**
   * Seconds in which the reconciler accounts for a million events, every object of the archive read six times: what
   * it is built for, not yet measured in the cloud.
   */
  reconcileSecondsPerMillion: 250,
  /**
   * Lambda reads an idle queue with this many requests at a time, each waiting this long:
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. It may go down to two, but not with a
   * maximum of concurrency, which every mapping here has:
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  idlePollers: 5,
  idlePollSeconds: 20,
  /** X-Ray's default rule: the first request of each second, and this share of all others. */
  tracedPerSecond: 1,
  tracedShare: 0.05,
  /**
   * Days of operation that the stores hold, within their retention: costs are those of the twelfth
   * month.
   */
  storedDays: 365,
  daysPerMonth: 30,
} as const;

export const hoursPerMonth = 24 * assumptions.daysPerMonth;
export const secondsPerMonth = 3_600 * hoursPerMonth;

/** Limits of services that decide how much fits into one request. */
export const batches = {
  /** Messages of one ReceiveMessage, DeleteMessageBatch or PublishBatch. */
  queueCall: 10,
  /** EventBridge rounds every event up to this many bytes. */
  busEvent: 64 * 1_024,
  /** AWS WAF inspects this many bytes of a body for free. */
  inspectedBody: 16 * 1_024,
} as const;

/** GB, of 2^30 bytes. */
export function gib(bytes: number): number {
  return bytes / 2 ** 30;
}
