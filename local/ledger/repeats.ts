import type { DatabaseSync } from 'node:sqlite';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';

/** Which accepted entries repeated an event, each known once. Every method is part of the caller's transaction. */
export interface LedgerRepeats {
  /** The entry brought a fact that another entry had stored before. */
  addRepeat(entryId: string): void;
  /** The entry brought a fact that is on its way, by another entry or by an earlier attempt of its own. */
  addCandidate(fact: Fact): void;
  /** The fact is stored: of its candidates, the entry that stored it was no repeat, the others were. */
  settle(fact: Fact): void;
  /** Entries that repeated an event; candidates count until they are settled otherwise. */
  count(): number;
}

const idOf = (fact: Fact): string => JSON.stringify([fact.event.invoiceId, factKey(fact)]);

/** @param standing how many there were when the ledger was last closed */
export function openLedgerRepeats(db: DatabaseSync, standing: number): LedgerRepeats {
  db.exec(`
    CREATE TABLE IF NOT EXISTS repeats (entry_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS repeat_candidates (
      fact TEXT NOT NULL, entry_id TEXT NOT NULL, PRIMARY KEY (fact, entry_id)
    ) WITHOUT ROWID;
  `);
  const insertRepeat = db.prepare('INSERT OR IGNORE INTO repeats VALUES (?)');
  const insertCandidate = db.prepare('INSERT OR IGNORE INTO repeat_candidates VALUES (?, ?)');
  const deleteCandidates = db.prepare('DELETE FROM repeat_candidates WHERE fact = ?');

  let count = standing;
  /** By fact; as many as are on their way, and nearly always empty, so that an append need not ask the table. */
  const candidates = new Map<string, Set<string>>();
  const remember = (fact: string, entryId: string) => {
    const entries = candidates.get(fact) ?? new Set();
    candidates.set(fact, entries.add(entryId));
  };
  for (const { fact, entry_id } of db.prepare('SELECT * FROM repeat_candidates').all())
    remember(String(fact), String(entry_id));

  return {
    addRepeat(entryId) {
      count += Number(insertRepeat.run(entryId).changes);
    },
    addCandidate(fact) {
      const id = idOf(fact);
      count += Number(insertCandidate.run(id, fact.entryId).changes);
      remember(id, fact.entryId);
    },
    settle(fact) {
      if (candidates.size === 0) return;
      const id = idOf(fact);
      for (const entryId of candidates.get(id) ?? []) {
        count -= 1;
        if (entryId !== fact.entryId) count += Number(insertRepeat.run(entryId).changes);
      }
      if (candidates.delete(id)) deleteCandidates.run(id);
    },
    count: () => count,
  };
}
