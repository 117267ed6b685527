import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { groupCommit } from '../../../local/ledger/group-commit.ts';

/** A table of numbers whose commits reach the disk when the test says so. */
function openNumbers() {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE numbers (value INTEGER NOT NULL UNIQUE)');
  const insert = db.prepare('INSERT INTO numbers VALUES (?)');
  const syncs: PromiseWithResolvers<void>[] = [];
  const commits = groupCommit(db, {
    sync: () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    beforeCommit: () => {},
    afterRollback: () => {},
  });
  const settled: string[] = [];
  const add = (value: number) =>
    commits
      .run(() => insert.run(value))
      .then(
        () => settled.push(`${value} stored`),
        (error: Error) => settled.push(`${value} failed: ${error.message}`),
      );
  return { db, commits, syncs, settled, add };
}

function turn() {
  return new Promise(setImmediate);
}

describe('Given operations that share commits', () => {
  test('When a commit is not on disk yet, Then the next group is worked on meanwhile', async () => {
    const { db, syncs, settled, add } = openNumbers();
    add(1);
    await turn();
    add(2);
    await turn();
    expect(settled).toEqual([]);
    expect(db.prepare('SELECT count(*) AS count FROM numbers').get()).toEqual({ count: 2 });
    syncs[0]?.resolve();
    await turn();
    expect(settled).toEqual(['1 stored']);
  });

  test('When a sync fails, Then its callers are told, and whoever comes later is refused', async () => {
    const { commits, syncs, settled, add } = openNumbers();
    add(1);
    await turn();
    syncs[0]?.reject(new Error('the disk is gone'));
    await turn();
    await add(2);
    expect(settled).toEqual(['1 failed: the disk is gone', '2 failed: the disk is gone']);
    await commits.close();
  });

  test('When one operation of a group fails, Then its neighbours are stored', async () => {
    const { syncs, settled, add, commits } = openNumbers();
    const group = [add(1), add(1), add(2)];
    const closed = commits.close();
    for (const sync of syncs) sync.resolve();
    await Promise.all([...group, closed]);
    expect(settled.toSorted()).toEqual([
      '1 failed: UNIQUE constraint failed: numbers.value',
      '1 stored',
      '2 stored',
    ]);
  });

  test('When it is closed, Then what is waiting is committed first and awaited', async () => {
    const { commits, syncs, settled, add } = openNumbers();
    const stored = add(1);
    const closed = commits.close().then(() => settled.push('closed'));
    syncs[0]?.resolve();
    await Promise.all([stored, closed]);
    await add(2);
    expect(settled).toEqual(['1 stored', 'closed', '2 failed: The ledger is closed.']);
  });
});
