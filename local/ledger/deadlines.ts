import type { DatabaseSync } from 'node:sqlite';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';

/** The invoices that have a deadline, by deadline. Moving one is part of the caller's transaction. */
export interface LedgerDeadlines {
  /** Files the invoice under the deadline of its new head; costs nothing while that stays the same. */
  move(number: number, before: string | undefined, after: string | undefined): void;
  /** Heads with a deadline before `now` (ms since the epoch), the oldest deadline first. */
  overdue(now: number, limit: number): InvoiceHead[];
}

/** @param headRow SQL that gives the id of the row of an invoice's head from its `number` */
export function openLedgerDeadlines(db: DatabaseSync, headRow: string): LedgerDeadlines {
  db.exec(`CREATE TABLE IF NOT EXISTS deadlines (
    deadline INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (deadline, number)
  ) WITHOUT ROWID`);
  const insert = db.prepare('INSERT OR IGNORE INTO deadlines VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM deadlines WHERE deadline = ? AND number = ?');
  const select = db.prepare(`
    SELECT body FROM deadlines JOIN rows ON rows.id = ${headRow}
    WHERE deadline < ? ORDER BY deadline LIMIT ?`);

  return {
    move(number, before, after) {
      if (before === after) return;
      if (before !== undefined) remove.run(epochMs(before), number);
      if (after !== undefined) insert.run(epochMs(after), number);
    },
    overdue: (now, limit) => select.all(now, limit).map(({ body }) => JSON.parse(String(body))),
  };
}
