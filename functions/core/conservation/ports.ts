import type { HeldEvent } from './held-event.ts';
import type { MinuteDigest, Minutes } from './minute-digest.ts';

/** A store, asked what it holds by the minute of receipt: at a cost that grows with the minutes asked for. */
export interface Holdings {
  /** The digests of the minutes that have events, in order. */
  digests(minutes: Minutes): Promise<readonly MinuteDigest[]>;
  /**
   * The events received in a minute, in any order, one for each time that it is held. What cannot be
   * read is an event of no invoice, whose `eventKey` says where it is.
   * @param look `again`: as they are now. Otherwise what the digests were made from will do.
   */
  events(minute: number, look?: Look): Promise<readonly HeldEvent[]>;
}

/** How often a minute has been looked at. */
export type Look = 'first' | 'again';

/** Entries of the archive: those with these ids, or those of an invoice. */
export type ChosenEntries = { readonly entryIds: ReadonlySet<string> } | { readonly invoiceId: string };

/** The archive of the bus. */
export interface ArchiveHoldings extends Holdings {
  /**
   * The receipts that the archive answers for, ms since the epoch: earlier ones may have expired, later
   * ones may still be on their way into it.
   */
  span(): Minutes | Promise<Minutes>;
  /** What the bus took, JSON text, of the chosen ones of the events received in some minutes. */
  texts(minutes: Minutes, chosen: ChosenEntries): Promise<readonly string[]>;
}

/** The ledger. */
export interface LedgerHoldings extends Holdings {
  /** When the fact of this identity was received, ms since the epoch; undefined without one. */
  receivedAt(event: Pick<HeldEvent, 'invoiceId' | 'eventKey'>): Promise<number | undefined>;
}

/** Where a message with an event waits. */
export interface Whereabouts {
  readonly queue: string;
  /** `under-way`: on a queue of the path, to be delivered or tried again. */
  readonly state: 'under-way' | 'dead-lettered';
}

/** The queues of a cell, asked for events that no store has. */
export interface Transit {
  /**
   * Where the messages of these events are, by `identityOf`: a message that another acceptance of the
   * same event left counts too. An event that none has is in the stores by now, or nowhere.
   */
  whereabouts(events: readonly HeldEvent[]): Promise<ReadonlyMap<string, Whereabouts>>;
}

/** The way back into the path. */
export interface PutBack {
  /**
   * Puts archived events on the relay queue of a partition again, each as JSON text with its
   * `replay-name`; they count as accepted before.
   */
  resend(partition: string, events: readonly string[]): Promise<void>;
}

/** How closely snapshots are looked at, and whether what is wrong is replaced. */
export interface SnapshotCheck {
  /**
   * `true`: each invoice is projected anew. Otherwise only those whose snapshot is missing or older than
   * one of its records: as records and snapshots are written together, it has been lost.
   */
  readonly thorough: boolean;
  readonly putRight: boolean;
}

/** The snapshots of invoices that a time series keeps beside its records. */
export interface Snapshots {
  /**
   * The ids of invoices with events received in some minutes whose snapshot is not what the ledger
   * gives; none while snapshots are still being made from a ledger of before there were any.
   */
  check(minutes: Minutes, how: SnapshotCheck): Promise<readonly string[]>;
}

/** What reconciling asks of a cell, besides its records. */
export interface Conservation {
  readonly archive: ArchiveHoldings;
  readonly ledger: LedgerHoldings;
  readonly timeSeries: Holdings;
  /** Missing where the time series keeps none. */
  readonly snapshots?: Snapshots;
  readonly transit: Transit;
  readonly putBack: PutBack;
}
