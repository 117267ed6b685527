import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Records, StoredRecord } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from './group-commit.ts';

/**
 * Makes the table of records beside the facts. A file of this layout without the table gets it, and a
 * version of BEMS that knows nothing of it leaves it alone: the number of the layout stays.
 */
export function createRecordsTable(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS records (
      collection TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, value TEXT NOT NULL,
      expires_at INTEGER, PRIMARY KEY (collection, key)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
  `);
}

/** Operations' records, in a file that has the table. */
export function openLedgerRecords(db: DatabaseSync, commits: GroupCommit, clock: Clock): Records {
  const standing = '(expires_at IS NULL OR expires_at > ?)';
  const expire = db.prepare('DELETE FROM records WHERE expires_at <= ?');
  const insert = db.prepare(
    'INSERT OR IGNORE INTO records (collection, key, revision, value, expires_at) VALUES (?, ?, 1, ?, ?)',
  );
  const update = db.prepare(
    `UPDATE records SET value = ?, revision = revision + 1
     WHERE collection = ? AND key = ? AND revision = ? AND ${standing}`,
  );
  const remove = db.prepare(
    `DELETE FROM records WHERE collection = ? AND key = ? AND revision = ? AND ${standing}`,
  );
  const select = db.prepare(
    `SELECT key, revision, value FROM records WHERE collection = ? AND key = ? AND ${standing}`,
  );
  const page = (order: 'ASC' | 'DESC') =>
    db.prepare(
      `SELECT key, revision, value FROM records WHERE collection = ? AND ${standing}
       AND (? IS NULL OR key ${order === 'ASC' ? '>' : '<'} ?) ORDER BY key ${order} LIMIT ?`,
    );
  const [ascending, descending] = [page('ASC'), page('DESC')];
  const seconds = () => Math.floor(clock.now() / 1000);

  return {
    create: (collection, key, value, { expiresAt } = {}) =>
      commits.run(() => {
        expire.run(seconds());
        const expiry = expiresAt === undefined ? null : Math.ceil(expiresAt / 1000);
        return insert.run(collection, key, JSON.stringify(value), expiry).changes === 1;
      }),
    read: (collection, key) =>
      commits.run(() => {
        const row = select.get(collection, key, seconds());
        return row && recordOf(row);
      }),
    replace: (collection, key, value, revision) =>
      commits.run(
        () => update.run(JSON.stringify(value), collection, key, revision, seconds()).changes === 1,
      ),
    remove: (collection, key, revision) =>
      commits.run(() => remove.run(collection, key, revision, seconds()).changes === 1),
    list: (collection, { after, limit, descending: last = false }) =>
      commits.run(() => {
        const beyond = after ?? null;
        return (last ? descending : ascending)
          .all(collection, seconds(), beyond, beyond, limit)
          .map(recordOf);
      }),
  };
}

function recordOf(row: Readonly<Record<string, SQLOutputValue>>): StoredRecord {
  return { key: String(row.key), revision: Number(row.revision), value: JSON.parse(String(row.value)) };
}
