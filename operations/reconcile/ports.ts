import type {
  ArchiveHoldings,
  Holdings,
  LedgerHoldings,
  Snapshots,
  Transit,
} from '../../functions/core/conservation/ports.ts';
import type { Records } from '../../functions/core/ports.ts';

/** What reconciling reads. */
export interface ReconcilePorts {
  readonly archive: ArchiveHoldings;
  readonly ledger: LedgerHoldings;
  readonly timeSeries: Holdings;
  readonly snapshots?: Snapshots;
  readonly transit: Transit;
  readonly records: Pick<Records, 'list'>;
}
