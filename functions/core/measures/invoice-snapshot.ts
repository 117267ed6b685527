import type { Stage } from '../../../schemas/stages.ts';

/**
 * The row kept per invoice beside the records per event: where it stands, what it is worth and when
 * what happened to it, overwritten as it moves on (an accumulating snapshot, in the words of
 * dimensional modelling). Figures about invoices are read from these rows alone. The fields are
 * listed here once; the store's columns, the figures and their documentation read the list.
 *
 * `decimal` is exact text in the currency of the row, `timestamp` ms since the epoch, `date`
 * `YYYY-MM-DD`, `bigint` a whole number.
 */
export const snapshotTypes = {
  currency: 'varchar',
  vendorId: 'varchar',
  /** As the latest event of this vendor that has its name says. */
  vendorName: 'varchar',
  /** As the latest event of this vendor that names it says. */
  vendorCountry: 'varchar',
  /** Who sent the invoice's first event. */
  producer: 'varchar',
  /** `credit-note` or `invoice`. */
  documentType: 'varchar',
  /** Where the latest event left it. */
  stage: 'varchar',
  status: 'varchar',
  /** `open`, `returned` or `settled`: see `invoiceStates`. */
  state: 'varchar',
  amount: 'decimal',
  /** What remains to be paid; 0 once settled. */
  openAmount: 'decimal',
  /** What payments say they paid; missing while none says. */
  paidAmount: 'decimal',
  overpaidAmount: 'decimal',
  /** What `paidAmount` came to be by, as far as it is in the currency: JSON of `PaymentOfSnapshot`s, in order. */
  payments: 'varchar',
  /** What the discount saves, or saved, if paid by `discountDate`. */
  discountAvailable: 'decimal',
  /** Of settled invoices only. */
  discountTaken: 'decimal',
  discountMissed: 'decimal',
  /** When the first thing happened to it, and the day of that where it happened. */
  beganAt: 'timestamp',
  beganOn: 'date',
  statusSince: 'timestamp',
  /**
   * When the first and the last of its events came, counted or not. Events are only ever added: of two
   * snapshots of an invoice neither's first is after the other's last.
   */
  firstReceivedAt: 'timestamp',
  lastReceivedAt: 'timestamp',
  /** The approval that stands: the last one, unless a denial came after it. */
  approvedAt: 'timestamp',
  /** First posted or paid. */
  postedAt: 'timestamp',
  settledAt: 'timestamp',
  /** The day of the payment that settled it, in the zone of who paid. */
  settledOn: 'date',
  invoiceDate: 'date',
  dueDate: 'date',
  discountDate: 'date',
  /** Events that say somebody has to look. */
  exceptions: 'bigint',
  /** `matched` or `mismatched`, of an invoice with a purchase order: its first outcome of matching. */
  firstMatch: 'varchar',
  /** Whether a person acted on a settled invoice; missing while an event does not say who acted. */
  touched: 'boolean',
  /** The same, the approval that stood then aside. */
  touchedOtherwise: 'boolean',
  /** When each stage was entered, and how long it took, ms, once it was left. */
  ingestionAt: 'timestamp',
  ingestionMs: 'bigint',
  reconciliationAt: 'timestamp',
  reconciliationMs: 'bigint',
  authorizationAt: 'timestamp',
  authorizationMs: 'bigint',
  postingAt: 'timestamp',
  postingMs: 'bigint',
  /** Since when it has been in its stage without a break, as deadlines count; missing when nothing is awaited. */
  waitsSince: 'timestamp',
} as const satisfies Readonly<
  Record<string, 'varchar' | 'decimal' | 'timestamp' | 'date' | 'bigint' | 'boolean'> & StageFields
>;

type StageFields = Readonly<Record<`${Stage}At`, 'timestamp'> & Record<`${Stage}Ms`, 'bigint'>>;

/** What an event changed of what payments say they paid: when, ms since the epoch, and by how much. */
export interface PaymentOfSnapshot {
  readonly at: number;
  /** Decimal text; negative where a payment was taken back. */
  readonly amount: string;
}

export type SnapshotField = keyof typeof snapshotTypes;

/** The names of the fields, in the order of `snapshotTypes`. */
export const snapshotFields = Object.keys(snapshotTypes).filter(
  (name): name is SnapshotField => name in snapshotTypes,
);

/**
 * - `open`: in one of the stages
 * - `returned`: its latest event rejected or denied it; it is in no stage until something else happens
 * - `settled`: nothing remains to be paid
 */
export const invoiceStates = ['open', 'returned', 'settled'] as const;
export type InvoiceState = (typeof invoiceStates)[number];

/** The present state of one invoice. */
export interface InvoiceSnapshot {
  readonly invoiceId: string;
  /** By `recordVersion`: of two the higher one was projected later or from more events. */
  readonly version: number;
  /** Missing fields are left out, never null. */
  readonly fields: Readonly<Partial<Record<SnapshotField, string>>>;
}

/** The field of when a stage was entered. */
export function enteredField(stage: Stage): `${Stage}At` {
  return `${stage}At`;
}

/** The field of how long a stage took. */
export function dwellField(stage: Stage): `${Stage}Ms` {
  return `${stage}Ms`;
}
