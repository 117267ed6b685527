import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Invoices remembered in memory before they are entered into the directory table. */
const generationSize = 16_384;
/** Entries moved into the table by one commit, so that no commit is held up by a whole generation. */
const sliceSize = 512;

/** First 52 bits of SHA-1: spreads evenly, and is an exact JavaScript number. Equal hashes are told apart by the id. */
const hashOf = (invoiceId: string): number => Number.parseInt(hash('sha1', invoiceId).slice(0, 13), 16);

/**
 * Invoice id → the number its rows lie under. Numbers follow each other, so the rows of new invoices are written side
 * by side; the way from an id to its number is scattered by nature, and entering every new id at once would
 * rewrite one page of the table per event. The newest ids are therefore kept in memory and entered by the thousand,
 * in hash order, a slice per commit; after a restart they are found again from the rows themselves.
 */
export interface LedgerDirectory {
  /** The numbers an invoice may have; the caller checks which one is it, as two ids may share a hash. */
  candidates(invoiceId: string): readonly number[];
  /** Gives a new invoice the next number. */
  add(invoiceId: string): number;
  /** Enters the next slice of ids into the table; part of the caller's transaction. */
  enterSlice(): void;
}

/**
 * @param invoicesFrom the ids of the invoices numbered from the given number on, as their rows tell
 * @param lastNumber the highest number in use
 */
export function openLedgerDirectory(
  db: DatabaseSync,
  invoicesFrom: (firstNumber: number) => Iterable<{ number: number; invoiceId: string }>,
  lastNumber: number,
): LedgerDirectory {
  db.exec(`
    CREATE TABLE IF NOT EXISTS directory (
      hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS directory_progress (entered_to INTEGER NOT NULL);
    INSERT INTO directory_progress SELECT 0 WHERE NOT EXISTS (SELECT * FROM directory_progress);
  `);
  const find = db.prepare('SELECT number FROM directory WHERE hash = ?');
  const enter = db.prepare('INSERT OR IGNORE INTO directory VALUES (?, ?)');
  const setProgress = db.prepare('UPDATE directory_progress SET entered_to = ?');

  let next = lastNumber + 1;
  let newest = new Map<string, number>();
  /** The generation on its way into the table; in memory until all of it is there. */
  let leaving = new Map<string, number>();
  let leavingByHash: { hash: number; number: number }[] = [];
  let entered = 0;

  const startLeaving = () => {
    leaving = newest;
    newest = new Map();
    leavingByHash = [...leaving].map(([invoiceId, number]) => ({ hash: hashOf(invoiceId), number }));
    leavingByHash.sort((a, b) => a.hash - b.hash);
    entered = 0;
  };

  const enteredTo = Number(db.prepare('SELECT entered_to FROM directory_progress').get()?.entered_to);
  for (const { number, invoiceId } of invoicesFrom(enteredTo + 1)) newest.set(invoiceId, number);

  return {
    candidates(invoiceId) {
      const recent = newest.get(invoiceId) ?? leaving.get(invoiceId);
      if (recent !== undefined) return [recent];
      return find.all(hashOf(invoiceId)).map(({ number }) => Number(number));
    },
    add(invoiceId) {
      const number = next;
      next += 1;
      newest.set(invoiceId, number);
      return number;
    },
    enterSlice() {
      if (leaving.size === 0) {
        if (newest.size < generationSize) return;
        startLeaving();
      }
      const end = Math.min(entered + sliceSize, leavingByHash.length);
      for (const { hash, number } of leavingByHash.slice(entered, end)) enter.run(hash, number);
      entered = end;
      if (entered < leavingByHash.length) return;
      // `newest` holds the last numbers without a gap, so all before them are in the table now.
      setProgress.run(next - newest.size - 1);
      leaving = new Map();
      leavingByHash = [];
    },
  };
}
