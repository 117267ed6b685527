import type { DatabaseSync } from 'node:sqlite';

/**
 * Accepted entries whose message was discarded before its event was stored. Every method is part of the
 * caller's transaction.
 */
export interface LedgerDiscards {
  add(entryId: string): void;
  /** The entry is accounted for otherwise: its message was there after all, or stands elsewhere. */
  remove(entryId: string): void;
  count(): number;
}

export function openLedgerDiscards(db: DatabaseSync): LedgerDiscards {
  db.exec('CREATE TABLE IF NOT EXISTS discards (entry_id TEXT PRIMARY KEY) WITHOUT ROWID');
  const insert = db.prepare('INSERT OR IGNORE INTO discards VALUES (?)');
  const remove = db.prepare('DELETE FROM discards WHERE entry_id = ?');
  // Few, and asked for at every append.
  const entries = new Set(
    db
      .prepare('SELECT entry_id FROM discards')
      .all()
      .map((row) => String(row.entry_id)),
  );
  return {
    add(entryId) {
      insert.run(entryId);
      entries.add(entryId);
    },
    remove(entryId) {
      if (entries.delete(entryId)) remove.run(entryId);
    },
    count: () => entries.size,
  };
}
