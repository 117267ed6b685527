import type { DatabaseSync } from 'node:sqlite';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';

/** Rows of the former layout that one transaction converts. */
const defaultRowsPerStep = 10_000;

/** Row ids of the former layout: the invoice's number and, in the low 20 bits, 0 for its head, 1, 2, … for its facts. */
const slots = 2 ** 20;

/** Told how many of the rows have been converted. */
export type MigrationProgress = (done: number, total: number) => void;

/**
 * Converts a file that keeps facts and heads side by side in a table `rows`, if this is one. Each
 * step moves some rows in one transaction, so a process that dies on the way goes on where it was.
 */
export function migrateRows(
  db: DatabaseSync,
  progress: MigrationProgress = () => {},
  rowsPerStep = defaultRowsPerStep,
): void {
  if (!hasTable(db, 'rows')) return;
  const left = () => Number(db.prepare('SELECT count(*) AS count FROM rows').get()?.count);
  const select = db.prepare('SELECT id, body FROM rows ORDER BY id LIMIT ?');
  const remove = db.prepare('DELETE FROM rows WHERE id <= ?');
  const move = rowMover(db);

  const total = left();
  for (let done = 0; ; ) {
    const rows = select.all(rowsPerStep);
    const last = rows.at(-1);
    if (!last) break;
    inTransaction(db, () => {
      for (const { id, body } of rows) move(Number(id), String(body));
      remove.run(Number(last.id));
    });
    done += rows.length;
    progress(done, total);
  }
  inTransaction(db, () =>
    db.exec(`
      UPDATE heads_progress SET saved_to = (SELECT coalesce(max(id), 0) FROM facts);
      DROP TABLE rows;
      DROP TABLE IF EXISTS deadlines;
    `),
  );
}

function rowMover(db: DatabaseSync): (id: number, body: string) => void {
  const addFact = db.prepare('INSERT INTO facts (body) VALUES (?)');
  const addLink = db.prepare('INSERT INTO links VALUES (?, ?)');
  const addHead = db.prepare('INSERT INTO heads VALUES (?, ?, ?)');
  return (id, body) => {
    const number = Math.floor(id / slots);
    if (id % slots !== 0) {
      addLink.run(number, addFact.run(body).lastInsertRowid);
      return;
    }
    const { stage, deadline }: InvoiceHead = JSON.parse(body);
    if (deadline !== undefined) addHead.run(number, stage, epochMs(deadline));
  };
}

function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
