import type { ArchiveHoldings, Holdings } from '../../functions/core/conservation/ports.ts';
import type { LedgerSnapshots } from './ledger-snapshots.ts';

/** What the thread is started with. */
export interface ConservationThreadData {
  /** The archive's folder. */
  readonly archive: string;
  /** The ledger's file. */
  readonly ledger: string;
  /** The file that keeps which facts were received when. */
  readonly receipts: string;
}

/** What the thread offers the path. A type, not an interface: it must be assignable to `Api`. */
export type ConservationApi = {
  archiveDigests: ArchiveHoldings['digests'];
  archiveEvents: ArchiveHoldings['events'];
  archiveTexts: ArchiveHoldings['texts'];
  ledgerDigests: Holdings['digests'];
  ledgerEvents: Holdings['events'];
  ledgerSnapshots: LedgerSnapshots['after'];
  close(): void;
};

/** What the path offers the thread. */
export type ConservationHostApi = {
  /** The files are open. */
  ready(): void;
};
