/** What the functions count, known once: the functions, the alarms and the dashboards read this list. Unit: count. */
export const metricNames = {
  /** Events published to their topic. */
  relayed: 'EventsRelayed',
  /** Messages whose event is in the ledger and the time series. */
  processed: 'EventsProcessed',
  /** Messages hidden to be tried again. */
  retried: 'MessagesRetried',
  /** Messages a consumer put on the dead-letter queue itself. */
  deadLettered: 'MessagesDeadLettered',
  /** Events that came under an id the ledger holds with other content. */
  conflicts: 'ConflictingEvents',
  /** Requests for an invoice's history, known or not. */
  lookups: 'HistoryLookups',
} as const;
