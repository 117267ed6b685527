import { decidedVersion } from '../invoice/decided.ts';

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
 * round it. New ones go to the end: the embedded store appends by position, and adds their columns
 * to existing files.
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
  /** `credit-note`, or missing for an invoice. */
  documentType: 'varchar',
  /**
   * What the event added to the sum of what payments say they paid: negative where a failed payment
   * took one back. Missing without payments that say.
   */
  paidAmount: 'decimal',
  /** What remains to be paid after the event; missing while all of the amount does. */
  openAmount: 'decimal',
  /** What was paid beyond the amount. */
  overpaidAmount: 'decimal',
  /** What the discount would save, as long as its date lasts. */
  discountAvailable: 'decimal',
  /**
   * `true` while another content of the event was declared to count: then no figure counts the record.
   * `false` once it counts again, in a store that keeps what a later version leaves out.
   */
  disregarded: 'boolean',
} as const satisfies Record<string, 'decimal' | 'timestamp' | 'boolean' | 'varchar' | 'bigint'>;
export type Measure = keyof typeof measureTypes;

/** The names of the measures, in the order of `measureTypes`. */
export const measures = Object.keys(measureTypes).filter((name): name is Measure => name in measureTypes);

/**
 * Raised whenever the same facts come to other measures or another snapshot than before, so that a
 * record written again replaces the one that a former version of the code wrote instead of
 * contradicting it, and every invoice is projected anew.
 */
const measuresRevision = 4;
/** More events than any invoice has. */
const maxEventsPerInvoice = 1_000_000;

/** The version of a record projected from so many events and decisions by this version of the code. */
export function recordVersion(eventCount: number, decisionCount = 0): number {
  return decidedVersion(measuresRevision * maxEventsPerInvoice + eventCount, decisionCount);
}

/** One multi-measure record, identified by its dimensions and time. */
export interface MeasureRecord {
  readonly dimensions: Readonly<Record<Dimension, string>>;
  /** Nanoseconds since the epoch: the event's time in ms, and a tie-break below that. */
  readonly timeNs: bigint;
  /** By `recordVersion`: of two the higher one was projected later or from more events. */
  readonly version: number;
  /**
   * Missing measures are left out, never null. Timestamps are ms since the epoch as text, booleans
   * `true` or `false`, numbers decimal text.
   */
  readonly measures: Readonly<Partial<Record<Measure, string>>>;
}
