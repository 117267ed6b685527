/**
 * What the figures rest on and no vendor's page says. Sizes are averages of the demo's events,
 * rounded up; a test holds them to it. Times are what the functions are built for; none was
 * measured in the cloud.
 */
export const assumptions = {
  /** Bytes of an event, average, in the forms it takes on its way. */
  bytes: {
    posted: 450,
    onBus: 900,
    fact: 810,
    ledgerFact: 940,
    ledgerHead: 660,
    record: 400,
    /** A line of the API's access log. */
    accessLogLine: 600,
    /** What one call of a function logs: Lambda's own three lines and its metrics. */
    callLog: 1_500,
  },
  eventsPerInvoice: 9,
  /** Records written per event: its own, and now and then a neighbour's that it changes. */
  recordsPerEvent: 1.01,
  /**
   * Writes to the ledger's index of deadlines per event: a deadline that changes is taken out and
   * put in again.
   */
  indexWritesPerEvent: 0.9,
  /** Share of an event's bytes that is left in the archive's gzip files. */
  gzipShare: 1 / 6,
  /** Events of the busiest invoice in one second: one full request. */
  busiestInvoiceEventsPerSecond: 10,
  /** Share of a function's time for a full batch that a batch of one takes as well. */
  batchFixedShare: 0.3,
  /** What one look of the detector of stuck invoices takes. */
  detectorSeconds: 0.2,
  /**
   * Lambda reads an idle queue with this many requests at a time, each waiting this long:
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  idlePollers: 5,
  idlePollSeconds: 20,
  /** X-Ray's default rule: the first request of each second, and this share of all others. */
  tracedPerSecond: 1,
  tracedShare: 0.05,
  /**
   * Days of operation that the stores hold, so long as their retention allows: costs are those of
   * the twelfth month.
   */
  storedDays: 365,
  daysPerMonth: 30,
} as const;

export const hoursPerMonth = 24 * assumptions.daysPerMonth;
export const secondsPerMonth = 3_600 * hoursPerMonth;

/** Limits of the services that decide how much goes into one request. */
export const batches = {
  /** Messages of one ReceiveMessage, DeleteMessageBatch or PublishBatch. */
  queueCall: 10,
  /** Bytes: EventBridge rounds each event up to these. */
  busEvent: 64 * 1_024,
  /** Bytes: AWS WAF looks at so much of a body for nothing. */
  inspectedBody: 16 * 1_024,
} as const;

/** GB, of 2^30 bytes. */
export function gib(bytes: number): number {
  return bytes / 2 ** 30;
}
