import type { DuckDBConnection } from '@duckdb/node-api';
import { mergeVersions } from './invoices.ts';
import { compactRollup } from './rollup.ts';
import { compactStocks } from './stock-rollup.ts';

/** Changes of a rollup before they are added up. */
const maxRollupChanges = 20_000;
/** Snapshots before they are put in their places: a merge costs 55 ms, however few they are. */
const maxVersions = 20_000;

/** What a group appended. */
export interface Appended {
  /** Rows of the rollup. */
  readonly rollupChanges: number;
  /** Snapshots. */
  readonly versions: number;
}

/**
 * Adds up and puts in its place what groups append, one piece of work at a time. It has a connection of
 * its own, so that no group waits for a merge: transactions that append do not conflict with one that
 * deletes what stood when it began.
 */
export interface Maintenance {
  /**
   * Told what a group appended; when that is much, its turn comes.
   * @throws what the last such turn failed with, once: whoever writes has to learn of it
   */
  appended(what: Appended): void;
  /** Puts the snapshots that were written so far in their places. */
  merge(): Promise<void>;
  /**
   * Does some other work on the connection, when it is its turn.
   * @param work resolves to how many versions of snapshots it appended
   */
  exclusively(work: () => Promise<number>): Promise<void>;
  /** Waits for the work that has been asked for, and takes no more. */
  close(): Promise<void>;
}

/** @param connection nobody else writes on it */
export function maintenanceOn(connection: DuckDBConnection): Maintenance {
  let rollupChanges = 0;
  let stockChanges = 0;
  let versions = 0;
  let last: Promise<unknown> = Promise.resolve();
  let isDue = false;
  let failure: { readonly error: unknown } | undefined;
  let closed = false;

  const takeTurn = (work: () => Promise<void>): Promise<void> => {
    if (closed) return Promise.reject(new Error('The time series is closed.'));
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };

  // What groups append meanwhile is counted for the next time.
  const addUp = async (): Promise<void> => {
    const addedUp = rollupChanges;
    await compactRollup(connection);
    rollupChanges -= addedUp;
  };

  const merge = async (): Promise<void> => {
    const merged = versions;
    if (merged === 0) return;
    const moved = await mergeVersions(connection);
    versions -= merged;
    stockChanges += moved;
    if (stockChanges <= maxRollupChanges) return;
    await compactStocks(connection);
    stockChanges = 0;
  };

  const putInOrder = async (): Promise<void> => {
    if (rollupChanges > maxRollupChanges) await addUp();
    if (versions > maxVersions) await merge();
  };

  return {
    appended(what) {
      rollupChanges += what.rollupChanges;
      versions += what.versions;
      if (!isDue && (rollupChanges > maxRollupChanges || versions > maxVersions)) {
        isDue = true;
        takeTurn(putInOrder)
          .catch((error: unknown) => {
            failure = { error };
          })
          .finally(() => {
            isDue = false;
          });
      }
      if (!failure) return;
      const { error } = failure;
      failure = undefined;
      throw error;
    },
    merge: () => takeTurn(merge),
    exclusively: (work) =>
      takeTurn(async () => {
        const more = await work();
        versions += more;
        await putInOrder();
      }),
    async close() {
      closed = true;
      await last;
    },
  };
}
