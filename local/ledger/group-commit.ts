import type { DatabaseSync } from 'node:sqlite';
import { machineTimers, type Timers } from '../../lib/timers.ts';

/** How long a group waits for company, ms, and the size at which it waits no longer. */
const patienceMs = 15;
const fullGroup = 1_000;

/** Runs operations of many callers in one synced transaction. */
export interface GroupCommit {
  /** Resolves to what the operation returns once its transaction is on disk; rejects when it threw or the commit failed. */
  run<T>(operation: () => T): Promise<T>;
  /** Commits what is waiting and takes no more; resolves once all of it is on disk. */
  close(): Promise<void>;
}

interface Waiting {
  /** Does the work and returns the way to tell the caller of its success. */
  readonly work: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * A commit costs the same for one operation as for a hundred, so operations wait a few milliseconds for each other;
 * after a group of one (a lone caller) the next one goes at once. While one group is being synced the next is worked on:
 * what it reads of the first may not be on disk yet, but it cannot get there without it.
 * @param sync puts on disk what was committed so far
 * @param beforeCommit work of the store itself, once per transaction
 * @param afterRollback forgets what the store remembers of the transaction that is undone
 */
export function groupCommit(
  db: Pick<DatabaseSync, 'exec' | 'isTransaction'>,
  {
    sync,
    beforeCommit,
    afterRollback,
    timers = machineTimers,
  }: {
    sync: () => Promise<void>;
    beforeCommit: () => void;
    afterRollback: () => void;
    timers?: Timers;
  },
): GroupCommit {
  let waiting: Waiting[] = [];
  /** Call off the flush that is planned. */
  let timer: (() => void) | undefined;
  let immediate: (() => void) | undefined;
  let lastGroup = 1;
  let closed = false;
  let broken: unknown;
  let syncing = Promise.resolve();

  const transact = (group: readonly Waiting[]): void => {
    let successes: (() => void)[];
    try {
      db.exec('BEGIN IMMEDIATE');
      successes = group.map(({ work }) => work());
      beforeCommit();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      afterRollback();
      const [only] = group;
      if (group.length === 1) only?.fail(error);
      // One bad operation must not fail its neighbours.
      else for (const one of group) transact([one]);
      return;
    }
    const settled = sync().then(
      () => {
        for (const succeed of successes) succeed();
      },
      (error) => {
        // Nobody knows what is on disk after a sync that failed.
        broken ??= error;
        for (const { fail } of group) fail(error);
      },
    );
    syncing = syncing.then(() => settled);
  };

  const flush = (): void => {
    timer?.();
    immediate?.();
    timer = undefined;
    immediate = undefined;
    const group = waiting;
    waiting = [];
    lastGroup = group.length;
    if (group.length > 0) transact(group);
  };

  const schedule = (): void => {
    if (waiting.length >= fullGroup) immediate ??= timers.soon(flush);
    else if (timer || immediate) return;
    else if (lastGroup <= 1) immediate = timers.soon(flush);
    else timer = timers.later(flush, patienceMs);
  };

  return {
    run(operation) {
      if (closed) return Promise.reject(new Error('The ledger is closed.'));
      if (broken) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        const work = () => {
          const result = operation();
          return () => resolve(result);
        };
        waiting.push({ work, fail: reject });
        schedule();
      });
    },
    close() {
      closed = true;
      flush();
      return syncing;
    },
  };
}
