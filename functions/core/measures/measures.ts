/**
 * The record kept per event in the time series. Dimensions and measures are listed here once; the
 * stores' writers, the embedded store's columns and the dashboards all read these lists.
 */
export const dimensions = [
  'invoiceId',
  'eventKey',
  'stage',
  'status',
  'kind',
  'currency',
  'vendorId',
  'producer',
  'cell',
  'region',
] as const;
export type Dimension = (typeof dimensions)[number];

/**
 * Measure name → how it is stored. `decimal` is exact text in the embedded store; a cloud store may
 * round it.
 */
export const measureTypes = {
  amount: 'decimal',
  receivedAt: 'timestamp',
  skewed: 'boolean',
  actorType: 'varchar',
  vendorCountry: 'varchar',
  /** ms since the invoice entered this event's stage. */
  stageElapsedMs: 'bigint',
  /** ms since the invoice's first event. */
  invoiceElapsedMs: 'bigint',
  dueDate: 'varchar',
  discountDate: 'varchar',
  matchAttempts: 'bigint',
  varianceAmount: 'decimal',
  approver: 'varchar',
  approvalMs: 'bigint',
  daysToPay: 'bigint',
  daysLate: 'bigint',
  discountTaken: 'decimal',
  discountMissed: 'decimal',
} as const satisfies Record<string, 'decimal' | 'timestamp' | 'boolean' | 'varchar' | 'bigint'>;
export type Measure = keyof typeof measureTypes;

/** The names of the measures, in the order of `measureTypes`. */
export const measures = Object.keys(measureTypes).filter((name): name is Measure => name in measureTypes);

/** One multi-measure record, identified by its dimensions and time. */
export interface MeasureRecord {
  readonly dimensions: Readonly<Record<Dimension, string>>;
  /** Nanoseconds since the epoch: the event's time in ms, and a tie-break below that. */
  readonly timeNs: bigint;
  /** Number of the invoice's events that it was projected from. */
  readonly version: number;
  /**
   * Missing measures are left out, never null. Timestamps are ms since the epoch as text, booleans
   * `true` or `false`, numbers decimal text.
   */
  readonly measures: Readonly<Partial<Record<Measure, string>>>;
}
