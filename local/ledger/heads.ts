import type { DatabaseSync } from 'node:sqlite';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import type { OverdueInvoice } from '../../functions/core/ports.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { LedgerSettled } from './settled.ts';

/** What is kept of a head: where the invoice waits, and until when (ms since the epoch). */
interface Wait {
  readonly stage: Stage;
  readonly deadline: number;
}

/** A place in the order of the heads: by deadline (ms since the epoch), then by number. */
export interface HeadPosition {
  readonly deadline: number;
  /** Of an invoice that is not known, none: then everything of the deadline is passed over. */
  readonly number: number | undefined;
}

/**
 * The invoices that await something, by deadline. A head follows from facts that are on disk, so saving
 * one costs no commit of its own: it is written with a later commit, and the facts behind heads that
 * were not written are known when the file is opened again.
 */
export interface LedgerHeads {
  /** Notes that a fact of the invoice is stored whose head is still to come; part of the caller's transaction. */
  expect(number: number, fact: number): void;
  /** Takes the head of all the facts that the invoice has. */
  save(number: number, head: InvoiceHead): void;
  /** Writes what was saved; part of the caller's transaction. */
  beforeCommit(): void;
  /** Whether something saved is not written yet. */
  readonly isDirty: boolean;
  /**
   * The oldest deadlines before `now` (ms since the epoch) among what is written.
   * @param after the last one of the page before
   */
  overdue(now: number, limit: number, after?: HeadPosition): readonly OverdueInvoice[];
}

/**
 * @param invoiceIdOf the id of a numbered invoice
 * @param lastFact the highest id of a fact
 * @param settled told of every head, where the ledger lets go
 */
export function openLedgerHeads(
  db: DatabaseSync,
  invoiceIdOf: (number: number) => string,
  lastFact: number,
  settled?: LedgerSettled,
): LedgerHeads {
  const upsert = db.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM heads WHERE number = ?');
  const setProgress = db.prepare('UPDATE heads_progress SET saved_to = ?');
  // Two statements, because SQLite would pass over every head of the deadline `after` to reach the
  // next in one. Each reads the rows that it returns and no other.
  const selectSameDeadline = db.prepare(
    'SELECT number, stage, deadline FROM heads WHERE deadline = ? AND number > ? ORDER BY number LIMIT ?',
  );
  const selectLater = db.prepare(
    'SELECT number, stage, deadline FROM heads WHERE deadline > ? AND deadline < ? ORDER BY deadline, number LIMIT ?',
  );
  /** Invoice → the first of its facts that no saved head knows; the oldest first. */
  const expected = new Map<number, number>();
  let unwritten = new Map<number, InvoiceHead>();
  let newestFact = lastFact;

  return {
    expect(number, fact) {
      if (!expected.has(number)) expected.set(number, fact);
      newestFact = fact;
    },
    save(number, head) {
      expected.delete(number);
      unwritten.set(number, head);
    },
    get isDirty() {
      return unwritten.size > 0;
    },
    beforeCommit() {
      if (unwritten.size === 0) return;
      for (const [number, head] of unwritten) {
        const wait = waitIn(head);
        settled?.save(number, head);
        if (wait) upsert.run(number, wait.stage, wait.deadline);
        else remove.run(number);
      }
      unwritten = new Map();
      const [oldest = newestFact + 1] = expected.values();
      setProgress.run(oldest - 1);
    },
    overdue(now, limit, after) {
      const same =
        after?.number !== undefined && after.deadline < now
          ? selectSameDeadline.all(after.deadline, after.number, limit)
          : [];
      const later =
        same.length < limit
          ? selectLater.all(after?.deadline ?? Number.MIN_SAFE_INTEGER, now, limit - same.length)
          : [];
      return [...same, ...later].map(({ number, stage, deadline }) => ({
        invoiceId: invoiceIdOf(Number(number)),
        stage: stage as Stage,
        deadline: new Date(Number(deadline)).toISOString(),
      }));
    },
  };
}

const waitIn = ({ stage, deadline }: InvoiceHead): Wait | undefined =>
  deadline === undefined ? undefined : { stage, deadline: epochMs(deadline) };
