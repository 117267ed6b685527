/**
 * What the functions report, known once: the functions, the alarms and the dashboards read this list. Namespace `BEMS`;
 * unit Count and dimension `service` (the function's name, prefix of the cell included) unless said.
 */
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
  /**
   * Milliseconds from an event's receipt to its being visible, one value per event made visible. Unit Milliseconds,
   * dimensions `service` and `stage`; read percentiles or the maximum.
   */
  visibilityLatency: 'VisibilityLatency',
  /**
   * Invoices past the deadline of their stage. Every minute and for every stage, zero too, so that no data means that
   * nobody looked. A gauge, dimensions `service` and `stage`.
   */
  stuckInvoices: 'StuckInvoices',
  /** A gauge: 1 when there were more stuck invoices than one look takes, so that `StuckInvoices` is too low; otherwise 0. */
  stuckInvoicesCapped: 'StuckInvoicesCapped',
} as const;
