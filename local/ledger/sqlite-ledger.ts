import { closeSync, fdatasync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Shelf } from '../../functions/core/cold/shelf.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { type StageDeadlines, usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { openColdFacts } from './cold-facts.ts';
import { type LedgerDecisions, openLedgerDecisions } from './decisions.ts';
import { openLedgerDiscards } from './discards.ts';
import { groupCommit } from './group-commit.ts';
import { type LedgerHeads, openLedgerHeads } from './heads.ts';
import { type LedgerInvoices, openLedgerInvoices } from './invoices.ts';
import { type MigrationProgress, migrateRows } from './migration.ts';
import { createRecordsTable, openLedgerRecords } from './records.ts';
import { openLedgerRepeats } from './repeats.ts';
import { createTables, refuseLaterLayout } from './schema.ts';
import { type LedgerSettled, openLedgerSettled } from './settled.ts';
import { ledgerShelf } from './shelf.ts';

/** Exact counts, also across a kill at any moment. */
export interface LedgerCounts {
  /** Facts in the ledger. */
  readonly distinct: number;
  /** Accepted entries that repeated an event, each counted once however often it was delivered. */
  readonly duplicates: number;
  /** Accepted entries that were discarded on their way and whose event is not stored by them. */
  readonly discarded: number;
}

/** The ledger of a local cell in one SQLite file. */
export interface SqliteLedger extends Ledger {
  /**
   * Notes that the topic dropped this publication as a duplicate: a repeat, unless it turns out that the same
   * entry had been published before. Resolves once durable.
   */
  recordRepeat(fact: Fact): Promise<void>;
  /**
   * Notes that an entry's message is about to be discarded: it counts as discarded unless its event is
   * stored, by this entry or, which makes this one a repeat, by another. Resolves once durable.
   * @param fact of the message, as far as it can be read
   */
  recordDiscard(entryId: string, fact: Fact | undefined): Promise<void>;
  /** The message was not discarded after all. */
  forgetDiscard(entryId: string): Promise<void>;
  counts(): LedgerCounts;
  /** Operations' records, committed together with the facts. */
  readonly records: Records;
  /** How settled invoices leave it. */
  readonly shelf: Shelf;
  /** Commits what is waiting and closes the file. */
  close(): Promise<void>;
}

const syncFile = promisify(fdatasync);

/** Pages between checkpoints: 16 MB of log, so that a page written often is copied back once. */
const checkpointPages = 4_000;
const cacheKiB = 65_536;

export interface SqliteLedgerOptions {
  readonly path: string;
  /** Decides which records have expired. */
  readonly clock?: Clock;
  /** Told how far the conversion of a file of the former layout is. */
  readonly onMigration?: MigrationProgress;
  /** How long invoices may stay in a stage; the usual days unless given. */
  readonly stageDeadlines?: StageDeadlines;
  /** Whether settled invoices are listed, so that they can leave; into packs below the folder of the file. */
  readonly letsGo?: boolean;
}

/**
 * Opens the ledger file, making or converting it if needed. This process must be its only user.
 * Every call resolves after its transaction was synced; the calls of a few milliseconds share one.
 * @throws {Error} when the file cannot be opened
 */
export function openSqliteLedger({
  path,
  clock = { now: Date.now },
  onMigration,
  stageDeadlines = usualStageDeadlines,
  letsGo = false,
}: SqliteLedgerOptions): SqliteLedger {
  const db = new DatabaseSync(path);
  refuseLaterLayout(db);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA cache_size = -${cacheKiB};
  `);
  createTables(db);
  createRecordsTable(db);
  migrateRows(db, onMigration);
  // A synced write: the log exists for good. From here on SQLite syncs it before each checkpoint only,
  // and each commit is synced beside it: the thread goes on with the next group meanwhile.
  db.exec('UPDATE counters SET duplicates = duplicates; PRAGMA synchronous = NORMAL');
  const log = openSync(`${path}-wal`, 'r+');
  const readCounters = db.prepare('SELECT distinct_facts AS "distinct", duplicates FROM counters');
  const saveCounters = db.prepare('UPDATE counters SET distinct_facts = ?, duplicates = ?');

  const decisions = openLedgerDecisions(db);
  const root = dirname(path);
  const coldFacts = openColdFacts(db, root);
  const settled = letsGo ? openLedgerSettled(db) : undefined;
  /** The part of the state that is kept in memory, as the file has it. */
  const load = () => {
    const counters = readCounters.get();
    const [distinct, duplicates] = [Number(counters?.distinct), Number(counters?.duplicates)];
    const invoices = openLedgerInvoices(db, coldFacts);
    const discards = openLedgerDiscards(db);
    return {
      invoices,
      heads: openHeads(db, invoices, { decisions, stageDeadlines, settled }),
      repeats: openLedgerRepeats(db, duplicates),
      discards,
      counts: { distinct, duplicates, discarded: discards.count() },
      distinct,
    };
  };
  let state = load();

  const beforeCommit = () => {
    state.invoices.beforeCommit();
    state.heads.beforeCommit();
    const { distinct, repeats, discards, counts } = state;
    const duplicates = repeats.count();
    if (distinct !== counts.distinct || duplicates !== counts.duplicates)
      saveCounters.run(distinct, duplicates);
    state.counts = { distinct, duplicates, discarded: discards.count() };
  };
  const commits = groupCommit(db, {
    sync: () => syncFile(log),
    beforeCommit,
    afterRollback: () => {
      state = load();
    },
  });
  const factsOf = (invoiceId: string) => state.invoices.get(invoiceId).facts;

  const projected = (facts: readonly Fact[]) => project(facts, stageDeadlines, decisions.about(facts));

  return {
    append: (fact, text) =>
      commits.run(() => {
        state.discards.remove(fact.entryId);
        const standing = factsOf(fact.event.invoiceId).get(factKey(fact));
        if (standing) {
          if (standing.entryId !== fact.entryId) state.repeats.addRepeat(fact.entryId);
          return 'present';
        }
        const { number, id } = state.invoices.addFact(fact, text ?? JSON.stringify(fact));
        state.heads.expect(number, id);
        state.repeats.settle(fact);
        state.distinct += 1;
        return 'appended';
      }),
    facts: async (invoiceId) => [...factsOf(invoiceId).values()],
    // A head from fewer facts or decisions than there are is stale: whoever added the others has the
    // invoice projected again.
    saveHead: async (head) => {
      const { number, facts } = state.invoices.get(head.invoiceId);
      if (number === undefined || facts.size !== head.eventCount) return;
      const { conflicts, decisionCount = 0 } = head;
      const hasConflicts = conflicts.length > 0 || decisionCount > 0;
      if (hasConflicts && decisions.about([...facts.values()]).length !== decisionCount) return;
      state.heads.save(number, head);
    },
    head: async (invoiceId) => {
      const facts = [...factsOf(invoiceId).values()];
      return facts.length === 0 ? undefined : projected(facts);
    },
    overdue: async (now, limit, after) => {
      if (state.heads.isDirty) await commits.run(() => {});
      const position = after && {
        deadline: epochMs(after.deadline),
        number: state.invoices.get(after.invoiceId).number,
      };
      return state.heads.overdue(now, limit, position);
    },
    recordRepeat: (fact) =>
      commits.run(() => {
        const standing = factsOf(fact.event.invoiceId).get(factKey(fact));
        if (!standing) state.repeats.addCandidate(fact);
        else if (standing.entryId !== fact.entryId) state.repeats.addRepeat(fact.entryId);
      }),
    recordDiscard: (entryId, fact) =>
      commits.run(() => {
        const standing = fact && factsOf(fact.event.invoiceId).get(factKey(fact));
        if (!standing) state.discards.add(entryId);
        else if (standing.entryId !== entryId) state.repeats.addRepeat(entryId);
      }),
    forgetDiscard: (entryId) => commits.run(() => state.discards.remove(entryId)),
    counts: () => state.counts,
    records: openLedgerRecords(db, commits, clock),
    shelf: ledgerShelf({
      ...{ db, commits, clock, root, coldFacts, settled },
      numberOf: (invoiceId) => state.invoices.get(invoiceId).number,
      idOf: (number) => state.invoices.idOf(number),
      factsOf: (invoiceId) => [...factsOf(invoiceId).values()],
      lookAt: (number) =>
        state.heads.save(number, projected([...factsOf(state.invoices.idOf(number)).values()])),
    }),
    async close() {
      if (state.heads.isDirty) void commits.run(() => {});
      await commits.close();
      closeSync(log);
      db.close();
    },
  };
}

interface HeadSources {
  readonly decisions: LedgerDecisions;
  readonly stageDeadlines: StageDeadlines;
  readonly settled: LedgerSettled | undefined;
}

/** Opens the heads, and projects those anew that were not written when the file was last used. */
function openHeads(
  db: DatabaseSync,
  invoices: LedgerInvoices,
  { decisions, stageDeadlines, settled }: HeadSources,
): LedgerHeads {
  const heads = openLedgerHeads(db, invoices.idOf, invoices.lastFact, settled);
  const savedTo = Number(db.prepare('SELECT saved_to FROM heads_progress').get()?.saved_to);
  for (const invoiceId of invoices.idsAfter(savedTo)) {
    const { number, facts } = invoices.get(invoiceId);
    const all = [...facts.values()];
    if (number !== undefined) heads.save(number, project(all, stageDeadlines, decisions.about(all)));
  }
  return heads;
}
