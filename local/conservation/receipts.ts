import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { minuteOf } from '../../functions/core/conservation/minute-digest.ts';

/** Facts entered by one transaction. */
const factsPerSlice = 5_000;
/** Ids read at once: a minute under load has some hundred thousand. */
const idsAtOnce = 1_000;

/**
 * Which facts of the ledger were received in which minute. Facts lie in the order in which they were
 * stored, and are found by their invoice; entering them here costs the path nothing, because it is
 * done in another thread, from what is committed, into a file of its own. The file can be deleted: it
 * is made again from the ledger.
 */
export interface Receipts {
  /** Enters some of the facts that are not entered yet. @returns whether there may be more */
  enterSlice(): boolean;
  /** The ids of the facts received in a minute, in order, some at a time. Facts not entered yet are missing. */
  factsOf(minute: number): Iterable<readonly number[]>;
  close(): void;
}

/** @param ledger the ledger's file, open for reading */
export function openReceipts(path: string, ledger: DatabaseSync): Receipts {
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS receipts (
      minute INTEGER NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (minute, fact)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS progress (entered_to INTEGER NOT NULL, last_fact TEXT NOT NULL);
    INSERT INTO progress SELECT 0, '' WHERE NOT EXISTS (SELECT * FROM progress);
  `);
  const readProgress = db.prepare('SELECT entered_to, last_fact FROM progress');
  const enteredTo = () => Number(readProgress.get()?.entered_to);
  const bodyOf = ledger.prepare('SELECT body FROM facts WHERE id = ?');
  const digestOfFact = (id: number) => hash('sha256', String(bodyOf.get(id)?.body ?? ''));
  // Another ledger, or one whose last facts were lost and their ids given out again.
  if (enteredTo() > 0 && readProgress.get()?.last_fact !== digestOfFact(enteredTo()))
    db.exec('DELETE FROM receipts; UPDATE progress SET entered_to = 0');

  const select = ledger.prepare(`
    SELECT id, CASE WHEN json_valid(body) THEN body ->> '$.receivedAt' END AS received
    FROM facts WHERE id > ? ORDER BY id LIMIT ${factsPerSlice}`);
  const insert = db.prepare('INSERT OR IGNORE INTO receipts VALUES (?, ?)');
  const setProgress = db.prepare('UPDATE progress SET entered_to = ?, last_fact = ?');
  const ofMinute = db.prepare(
    `SELECT fact FROM receipts WHERE minute = ? AND fact > ? ORDER BY fact LIMIT ${idsAtOnce}`,
  );

  return {
    enterSlice() {
      const facts = select.all(enteredTo());
      const last = facts.at(-1);
      if (!last) return false;
      db.exec('BEGIN');
      let before = 0;
      for (const { id, received } of facts) {
        const minute = minuteOf(Date.parse(String(received)));
        // A fact that cannot be read is counted to the minute of the one before it: most likely its own.
        if (!Number.isNaN(minute)) before = minute;
        insert.run(before, Number(id));
      }
      setProgress.run(Number(last.id), digestOfFact(Number(last.id)));
      db.exec('COMMIT');
      return facts.length === factsPerSlice;
    },
    *factsOf(minute) {
      let after = 0;
      for (;;) {
        const facts = ofMinute.all(minute, after).map(({ fact }) => Number(fact));
        yield facts;
        if (facts.length < idsAtOnce) return;
        after = facts.at(-1) ?? after;
      }
    },
    close: () => db.close(),
  };
}
