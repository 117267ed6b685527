import type { DatabaseSync } from 'node:sqlite';

/** How long a group waits for company, ms (several times what a sync takes), and the size at which it waits no longer. */
const patienceMs = 30;
const fullGroup = 1_000;

/** Runs operations of many callers in one synced transaction. */
export interface GroupCommit {
  /** Resolves to what the operation returns once its transaction is on disk; rejects when it threw or the commit failed. */
  run<T>(operation: () => T): Promise<T>;
  /** Commits what is waiting and takes no more. */
  close(): void;
}

interface Waiting {
  /** Does the work and returns the way to tell the caller of its success. */
  readonly work: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * A commit costs the same for one operation as for a hundred, so operations wait a few milliseconds for each other;
 * after a group of one (a lone caller) the next one goes at once.
 * @param beforeCommit work of the store itself, once per transaction
 * @param afterRollback forgets what the store remembers of the transaction that is undone
 */
export function groupCommit(
  db: DatabaseSync,
  { beforeCommit, afterRollback }: { beforeCommit: () => void; afterRollback: () => void },
): GroupCommit {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastGroup = 1;
  let closed = false;

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
    for (const succeed of successes) succeed();
  };

  const flush = (): void => {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = undefined;
    immediate = undefined;
    const group = waiting;
    waiting = [];
    lastGroup = group.length;
    if (group.length > 0) transact(group);
  };

  const schedule = (): void => {
    if (waiting.length >= fullGroup) immediate ??= setImmediate(flush);
    else if (timer || immediate) return;
    else if (lastGroup <= 1) immediate = setImmediate(flush);
    else timer = setTimeout(flush, patienceMs);
  };

  return {
    run(operation) {
      if (closed) return Promise.reject(new Error('The ledger is closed.'));
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
    },
  };
}
