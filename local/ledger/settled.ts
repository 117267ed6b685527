import type { DatabaseSync } from 'node:sqlite';
import { awaitsNothing } from '../../functions/core/cold/awaits-nothing.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';

/** The invoices that are through, by the receipt of their last event. Writing is part of the caller's transaction. */
export interface LedgerSettled {
  /** Takes the head of all facts that the invoice has. */
  save(number: number, head: InvoiceHead): void;
  /** Forgets an invoice that left. */
  remove(number: number): void;
  /** The invoices whose last event was received before this, ms since the epoch, oldest first. */
  before(time: number, limit: number): readonly { readonly number: number; readonly updatedAt: number }[];
  /** Invoices that nobody has looked at since this is kept, up to so many. */
  unknown(limit: number): readonly number[];
}

/**
 * Opens the list, and makes it when a ledger begins to let go: what awaits something is known by its
 * head, all others are to be looked at.
 */
export function openLedgerSettled(db: DatabaseSync): LedgerSettled {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'settled'").get() === undefined)
    db.exec(`
      BEGIN;
      CREATE TABLE settled (number INTEGER PRIMARY KEY, updated_at INTEGER NOT NULL);
      CREATE INDEX settled_by_time ON settled (updated_at);
      INSERT INTO settled SELECT DISTINCT number, ${unknownTime} FROM links
      WHERE number NOT IN (SELECT number FROM heads);
      COMMIT;
    `);
  const upsert = db.prepare('INSERT OR REPLACE INTO settled VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM settled WHERE number = ?');
  const select = db.prepare(
    `SELECT number, updated_at FROM settled WHERE updated_at > ${unknownTime} AND updated_at < ? ORDER BY updated_at LIMIT ?`,
  );
  const selectUnknown = db.prepare(`SELECT number FROM settled WHERE updated_at = ${unknownTime} LIMIT ?`);
  return {
    save(number, head) {
      if (awaitsNothing(head)) upsert.run(number, epochMs(head.updatedAt));
      else remove.run(number);
    },
    remove: (number) => void remove.run(number),
    before: (time, limit) =>
      select
        .all(time, limit)
        .map((row) => ({ number: Number(row.number), updatedAt: Number(row.updated_at) })),
    unknown: (limit) => selectUnknown.all(limit).map(({ number }) => Number(number)),
  };
}

/** Stands for the time of an invoice that was not looked at. */
const unknownTime = -1;
