import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';

/** An invoice as a ledger of the former layout holds it. */
export interface FormerInvoice {
  /** Of one invoice, no two alike. */
  readonly facts: readonly Fact[];
  /** How many of the facts its head was projected from; 0 when none was saved yet. */
  readonly inHead: number;
}

export interface FormerLedger {
  readonly invoices: readonly FormerInvoice[];
  /** Invoices, from the first one, that are in the directory table; the others were in memory. */
  readonly entered: number;
  /** Entries that repeated a fact. */
  readonly repeats: readonly string[];
  /** Entries of facts that were on their way. */
  readonly candidates: readonly Fact[];
}

/** Row ids: the invoice's number and, in the low 20 bits, 0 for its head and 1, 2, … for its facts. */
const slots = 2 ** 20;

/** Writes a ledger file as the version before facts had a table of their own did. @returns its rows */
export function writeFormerLedger(path: string, ledger: FormerLedger): number {
  const { invoices, entered, repeats, candidates } = ledger;
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE counters (distinct_facts INTEGER NOT NULL, duplicates INTEGER NOT NULL);
    CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE directory (
      hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)
    ) WITHOUT ROWID;
    CREATE TABLE directory_progress (entered_to INTEGER NOT NULL);
    CREATE TABLE deadlines (
      deadline INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (deadline, number)
    ) WITHOUT ROWID;
    CREATE TABLE repeats (entry_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE repeat_candidates (
      fact TEXT NOT NULL, entry_id TEXT NOT NULL, PRIMARY KEY (fact, entry_id)
    ) WITHOUT ROWID;
    BEGIN;
  `);
  const into = (table: string, ...values: (string | number)[]) =>
    db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?')})`).run(...values);

  for (const [index, { facts, inHead }] of invoices.entries()) {
    const number = index + 1;
    const invoiceId = facts[0]?.event.invoiceId ?? '';
    for (const [slot, fact] of facts.entries()) into('rows', number * slots + slot + 1, JSON.stringify(fact));
    if (number <= entered) into('directory', hashOf(invoiceId), number);
    if (inHead === 0) continue;
    const head = project(facts.slice(0, inHead));
    into('rows', number * slots, JSON.stringify(head));
    if (head.deadline !== undefined) into('deadlines', Date.parse(head.deadline), number);
  }
  into('directory_progress', entered);
  for (const entry of repeats) into('repeats', entry);
  for (const fact of candidates)
    into('repeat_candidates', JSON.stringify([fact.event.invoiceId, factKey(fact)]), fact.entryId);
  const distinct = invoices.reduce((sum, { facts }) => sum + facts.length, 0);
  into('counters', distinct, repeats.length + candidates.length);
  const rows = Number(db.prepare('SELECT count(*) AS count FROM rows').get()?.count);
  db.exec('COMMIT');
  db.close();
  return rows;
}

function hashOf(invoiceId: string): number {
  return Number.parseInt(hash('sha1', invoiceId).slice(0, 13), 16);
}
