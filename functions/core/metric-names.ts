/** The CloudWatch namespace of all metrics of the functions. */
export const metricsNamespace = 'BEMS';

/**
 * The metrics of the functions, listed once: the functions, the alarms and the dashboards read this
 * list. Namespace `BEMS`; unit Count and dimension `service` (the function's name with the cell's
 * prefix) unless stated.
 */
export const metricNames = {
  /** Events published to their topic. */
  relayed: 'EventsRelayed',
  /**
   * Messages whose event is in the ledger and the time series. Those whose record was put off are
   * counted by the function that writes it.
   */
  processed: 'EventsProcessed',
  /** Events in the ledger whose record was put off until the time series is back. */
  putOff: 'RecordsPutOff',
  /** Calls to downstreams that ended well, and that nobody makes again. */
  called: 'DownstreamCallsMade',
  /** Calls to downstreams that came again after they had ended well, and were not made. */
  spared: 'DownstreamCallsSpared',
  /** Messages hidden to be tried again. */
  retried: 'MessagesRetried',
  /** Messages a consumer put on the dead-letter queue itself. */
  deadLettered: 'MessagesDeadLettered',
  /** Events whose id the ledger holds with other content. */
  conflicts: 'ConflictingEvents',
  /** Requests for an invoice's history, known or not. */
  lookups: 'HistoryLookups',
  /**
   * Milliseconds from an event's receipt to its visibility, one value per event made visible. Unit
   * Milliseconds, dimensions `service` and `stage`; read percentiles or the maximum.
   */
  visibilityLatency: 'VisibilityLatency',
  /**
   * Invoices past the deadline of their stage. Reported every minute for every stage, even when
   * zero, so that missing data means that nobody looked. A gauge, dimensions `service` and `stage`:
   * read the maximum, never the sum.
   */
  stuckInvoices: 'StuckInvoices',
  /**
   * A gauge: 1 when there were more stuck invoices than one run reads, so that `StuckInvoices` is too
   * low; otherwise 0.
   */
  stuckInvoicesCapped: 'StuckInvoicesCapped',
  /** Invoices announced as stuck on the bus. */
  stuckAnnounced: 'StuckInvoicesAnnounced',
  /** Invoices announced as no longer stuck. */
  unstuckAnnounced: 'UnstuckInvoicesAnnounced',
  /** Announcements of alerts that `AlertRouter` made. Reported every minute, even when zero. */
  alertsAnnounced: 'AlertsAnnounced',
  /** Announcements that are due and that no target took. */
  alertsNotAnnounced: 'AlertsNotAnnounced',
  /** Deliveries to one target of an announcement that failed. */
  alertTargetsFailed: 'AlertTargetsFailed',
  /**
   * Accepted events that are missing or altered in a store, and on no queue. Reported every minute, even
   * when zero, so that missing data means that nobody looks. A gauge: read the maximum, never the sum.
   */
  unaccountedEvents: 'UnaccountedEvents',
  /**
   * Seconds since the beginning of the oldest minute of which not every accepted event is known to be at an end:
   * one is on its way, a dead letter or missing, or nobody has looked at it. Half an hour is usual, since the archive
   * is late. Reported every minute. A gauge: read the maximum, never the sum.
   */
  unprovedSeconds: 'UnprovedSeconds',
  /** Events that were missing and were put back into the path. */
  eventsPutBack: 'EventsPutBack',
  /** Runs that brought the rollups up to date, every quarter of an hour. */
  rollupsMade: 'RollupsMade',
  /**
   * Episodes of unusually many or few events that are not over, and that nobody acknowledged or expected. Reported
   * every minute while there are some. A gauge: read the maximum, never the sum.
   */
  standingAnomalies: 'StandingAnomalies',
  /** Settled invoices that were copied to the archive, so that the ledger may let go of them. */
  invoicesCopied: 'InvoicesCopied',
  /** Facts that the ledger let go of, each proved to be in a copy. */
  factsLetGo: 'FactsLetGo',
} as const;
