import { type Minutes, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { ReplayedCell } from '../replay/replay.ts';
import { note } from './patrol-records.ts';
import type { ReconcilePorts } from './ports.ts';
import { type PutBackPorts, putBackDifferences } from './put-back.ts';
import { maxMinutes, type Reconciliation, reconcile } from './reconcile.ts';
import type { Difference } from './report.ts';

/** What a cell can be asked about. */
export interface ReconcilableSpan extends Minutes {
  /** Minutes that one call takes. */
  readonly maxMinutes: number;
}

/** What reconciling found, and how many of the differences it put back into the path. */
export interface Reconciled extends Reconciliation {
  readonly putBack: number;
  /**
   * Ids of invoices whose snapshot was not what the ledger gives, and is now, unless nothing was to be
   * put back; missing where the time series keeps none.
   */
  readonly snapshots?: readonly string[];
  /** Differences beyond those that are listed: an answer has room for so many. */
  readonly unlisted: number;
}

/** Accounts for the events of a cell, wherever it runs. */
export interface ReconcileService {
  /** The receipts that can be accounted for, ms since the epoch. */
  span(): Promise<ReconcilableSpan>;
  /**
   * @param options `putBack`: also puts back what is missing
   * @throws {BemsError} WINDOW_NOT_WHOLE, WINDOW_TOO_LONG, WINDOW_OPEN, WINDOW_EXPIRED
   */
  reconcile(minutes: Minutes, options: { readonly putBack: boolean }): Promise<Reconciled>;
}

/** Differences that an answer lists: about a megabyte. */
const maxListed = 3_000;

/** The service on the stores and queues of a cell. */
export function reconcileService(
  ports: ReconcilePorts & PutBackPorts & { readonly records: Records },
  cell: ReplayedCell,
  minutesPerCall = maxMinutes,
): ReconcileService {
  return {
    async span() {
      const { from, to } = await ports.archive.span();
      return { from, to, maxMinutes: minutesPerCall };
    },
    async reconcile(minutes, { putBack }) {
      const found = await reconcile(ports, minutes, minutesPerCall);
      const { differences } = found;
      const count = putBack && differences.length > 0 ? await putBackAndNote(ports, cell, differences) : 0;
      const snapshots = await ports.snapshots?.check(minutes, { thorough: true, putRight: putBack });
      return {
        ...found,
        differences: differences.slice(0, maxListed),
        unlisted: Math.max(0, differences.length - maxListed),
        putBack: count,
        ...(snapshots && { snapshots }),
      };
    },
  };
}

/** Puts differences back, and has the rounds of the cell see to it that they arrive. */
async function putBackAndNote(
  ports: PutBackPorts & { readonly records: Records },
  cell: ReplayedCell,
  differences: readonly Difference[],
): Promise<number> {
  const putBack = await putBackDifferences(ports, cell, differences);
  const now = ports.clock.now();
  const byMinute = Map.groupBy(differences, ({ receivedAt }) => minuteOf(Date.parse(receivedAt)));
  for (const [minute, { length }] of byMinute)
    await note(
      ports.records,
      { minute, differences: length, lookedAt: now, ...(putBack > 0 && { putBackAt: now }) },
      false,
    );
  return putBack;
}
