import type { DatabaseSync } from 'node:sqlite';

/** The number of this layout. Files from before layouts had a number say 0, and are converted. */
const layoutVersion = 2;

/** The number once facts have left for packs: an earlier version would take what stands in their rows for facts. */
export const layoutWithCopies = 3;

/** @throws {Error} when the file is of a layout that this version does not know; nothing in it is changed */
export function refuseLaterLayout(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (version > layoutWithCopies)
    throw new Error(
      `The ledger was written by a later version of BEMS (layout ${version}, this one knows ${layoutWithCopies}). Start that version on this data folder.`,
    );
}

/**
 * The tables of a ledger file. Facts are appended and never touched again, so an event costs the
 * pages it fills; what changes or lies scattered is kept in narrow rows of their own:
 *
 * - `facts`: the text of each fact, in the order they were stored
 * - `links`: which facts an invoice has, by the invoice's number
 * - `heads`: where an invoice that awaits something is, and until when; all else a head says is
 *   projected from the facts when somebody asks
 * - `copies`: where copies of invoices are whose facts left; their rows in `facts` name one
 * - `heads_progress`: every fact up to this one is known to the head of its invoice
 */
export function createTables(db: DatabaseSync): void {
  const standing = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  db.exec(`
    CREATE TABLE IF NOT EXISTS copies (id INTEGER PRIMARY KEY, copy TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS facts (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS links (
      number INTEGER NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (number, fact)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS heads (
      number INTEGER PRIMARY KEY, stage TEXT NOT NULL, deadline INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS heads_progress (saved_to INTEGER NOT NULL);
    INSERT INTO heads_progress SELECT 0 WHERE NOT EXISTS (SELECT * FROM heads_progress);
    CREATE INDEX IF NOT EXISTS heads_by_deadline ON heads (deadline);
    CREATE TABLE IF NOT EXISTS counters (distinct_facts INTEGER NOT NULL, duplicates INTEGER NOT NULL);
    INSERT INTO counters SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM counters);
    PRAGMA user_version = ${Math.max(standing, layoutVersion)};
  `);
}
