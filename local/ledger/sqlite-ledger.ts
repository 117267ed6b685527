import { closeSync, fdatasync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { Ledger } from '../../functions/core/ports.ts';
import { groupCommit } from './group-commit.ts';
import { openLedgerInvoices } from './invoices.ts';
import { openLedgerRepeats } from './repeats.ts';

/** Exact counts, also across a kill at any moment. */
export interface LedgerCounts {
  /** Facts in the ledger. */
  readonly distinct: number;
  /** Accepted entries that repeated an event, each counted once however often it was delivered. */
  readonly duplicates: number;
}

/** The ledger of a local cell in one SQLite file. */
export interface SqliteLedger extends Ledger {
  /**
   * Notes that the topic dropped this publication as a duplicate: a repeat, unless it turns out that the same
   * entry had been published before. Resolves once durable.
   */
  recordRepeat(fact: Fact): Promise<void>;
  counts(): LedgerCounts;
  /** Commits what is waiting and closes the file. */
  close(): Promise<void>;
}

const syncFile = promisify(fdatasync);

/** Pages between checkpoints: 16 MB of log, so that a page written often is copied back once. */
const checkpointPages = 4_000;
const cacheKiB = 65_536;

/**
 * Opens the ledger file, making it if needed. This process must be its only user.
 * Every call resolves after its transaction was synced; the calls of a few milliseconds share one.
 * @throws {Error} when the file cannot be opened
 */
export function openSqliteLedger({ path }: { readonly path: string }): SqliteLedger {
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA cache_size = -${cacheKiB};
    CREATE TABLE IF NOT EXISTS counters (distinct_facts INTEGER NOT NULL, duplicates INTEGER NOT NULL);
    INSERT INTO counters SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM counters);
    UPDATE counters SET duplicates = duplicates;
  `);
  // That was a synced write, so the log exists for good. From here on SQLite syncs it before each checkpoint only, and each
  // commit is synced beside it: the thread goes on with the next group meanwhile.
  db.exec('PRAGMA synchronous = NORMAL');
  const log = openSync(`${path}-wal`, 'r+');
  const readCounters = db.prepare('SELECT distinct_facts AS "distinct", duplicates FROM counters');
  const saveCounters = db.prepare('UPDATE counters SET distinct_facts = ?, duplicates = ?');

  /** The part of the state that is kept in memory, as the file has it. */
  const load = () => {
    const counters = readCounters.get();
    const counts = { distinct: Number(counters?.distinct), duplicates: Number(counters?.duplicates) };
    return {
      invoices: openLedgerInvoices(db),
      repeats: openLedgerRepeats(db, counts.duplicates),
      counts,
      distinct: counts.distinct,
    };
  };
  let state = load();

  const beforeCommit = () => {
    state.invoices.beforeCommit();
    const counts = { distinct: state.distinct, duplicates: state.repeats.count() };
    if (counts.distinct === state.counts.distinct && counts.duplicates === state.counts.duplicates) return;
    saveCounters.run(counts.distinct, counts.duplicates);
    state.counts = counts;
  };
  const commits = groupCommit(db, {
    sync: () => syncFile(log),
    beforeCommit,
    afterRollback: () => {
      state = load();
    },
  });

  return {
    append: (fact) =>
      commits.run(() => {
        const standing = state.invoices.get(fact.event.invoiceId).facts.get(factKey(fact));
        if (standing) {
          if (standing.entryId !== fact.entryId) state.repeats.addRepeat(fact.entryId);
          return 'present';
        }
        state.invoices.addFact(fact);
        state.repeats.settle(fact);
        state.distinct += 1;
        return 'appended';
      }),
    facts: async (invoiceId) => [...state.invoices.get(invoiceId).facts.values()],
    saveHead: (head) =>
      commits.run(() => {
        const standing = state.invoices.get(head.invoiceId).head;
        if (!standing || standing.eventCount < head.eventCount) state.invoices.putHead(head);
      }),
    head: async (invoiceId) => state.invoices.get(invoiceId).head,
    overdue: async (now, limit) =>
      state.invoices.overdue(now, limit).flatMap(({ invoiceId, stage, deadline }) => {
        return deadline === undefined ? [] : [{ invoiceId, stage, deadline }];
      }),
    recordRepeat: (fact) =>
      commits.run(() => {
        const standing = state.invoices.get(fact.event.invoiceId).facts.get(factKey(fact));
        if (!standing) state.repeats.addCandidate(fact);
        else if (standing.entryId !== fact.entryId) state.repeats.addRepeat(fact.entryId);
      }),
    counts: () => state.counts,
    async close() {
      await commits.close();
      closeSync(log);
      db.close();
    },
  };
}
