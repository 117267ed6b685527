import type { DatabaseSync } from 'node:sqlite';
import {
  type ConflictDecision,
  decisionsOf,
  invoiceInConflict,
} from '../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';

/** What was decided about the conflicts of invoices, read where the records of operations stand. */
export interface LedgerDecisions {
  /** The decisions about the invoice of these facts; read only where some of them conflict. */
  about(facts: readonly Fact[]): readonly ConflictDecision[];
}

/** @param db a ledger file that has its table of records */
export function openLedgerDecisions(db: DatabaseSync): LedgerDecisions {
  const select = db.prepare('SELECT value FROM records WHERE collection = ? ORDER BY key');
  return {
    about(facts) {
      const invoiceId = invoiceInConflict(facts);
      if (invoiceId === undefined) return [];
      return select
        .all(decisionsOf(invoiceId))
        .map(({ value }): ConflictDecision => JSON.parse(String(value)));
    },
  };
}
