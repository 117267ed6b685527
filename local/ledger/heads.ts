import type { DatabaseSync } from 'node:sqlite';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import type { OverdueInvoice } from '../../functions/core/ports.ts';
import type { Stage } from '../../schemas/stages.ts';

/** What is kept of a head: where the invoice waits, and until when (ms since the epoch). */
interface Wait {
  readonly stage: Stage;
  readonly deadline: number;
}

/** The invoices that await something, by deadline. Saving is part of the caller's transaction. */
export interface LedgerHeads {
  /** Whether the file says something else of the invoice than this head. */
  differs(number: number, head: InvoiceHead): boolean;
  save(number: number, head: InvoiceHead): void;
  /** The oldest deadlines before `now` (ms since the epoch). */
  overdue(now: number, limit: number): readonly OverdueInvoice[];
}

/** Invoices whose wait is remembered, so that a head that changes nothing costs no look-up. */
const maxRememberedWaits = 20_000;

/** @param invoiceIdOf the id of a numbered invoice */
export function openLedgerHeads(db: DatabaseSync, invoiceIdOf: (number: number) => string): LedgerHeads {
  const select = db.prepare('SELECT stage, deadline FROM heads WHERE number = ?');
  const upsert = db.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM heads WHERE number = ?');
  const selectOverdue = db.prepare(
    'SELECT number, stage, deadline FROM heads WHERE deadline < ? ORDER BY deadline LIMIT ?',
  );
  const waits = new Map<number, Wait | undefined>();

  const remember = (number: number, wait: Wait | undefined): void => {
    waits.delete(number);
    waits.set(number, wait);
    const [oldest = number] = waits.keys();
    if (waits.size > maxRememberedWaits) waits.delete(oldest);
  };
  const waitOf = (number: number): Wait | undefined => {
    if (waits.has(number)) return waits.get(number);
    const row = select.get(number);
    const wait = row && { stage: row.stage as Stage, deadline: Number(row.deadline) };
    remember(number, wait);
    return wait;
  };

  return {
    differs(number, head) {
      const standing = waitOf(number);
      const wait = waitIn(head);
      return standing?.stage !== wait?.stage || standing?.deadline !== wait?.deadline;
    },
    save(number, head) {
      const wait = waitIn(head);
      if (wait) upsert.run(number, wait.stage, wait.deadline);
      else remove.run(number);
      remember(number, wait);
    },
    overdue: (now, limit) =>
      selectOverdue.all(now, limit).map(({ number, stage, deadline }) => ({
        invoiceId: invoiceIdOf(Number(number)),
        stage: stage as Stage,
        deadline: new Date(Number(deadline)).toISOString(),
      })),
  };
}

const waitIn = ({ stage, deadline }: InvoiceHead): Wait | undefined =>
  deadline === undefined ? undefined : { stage, deadline: epochMs(deadline) };
