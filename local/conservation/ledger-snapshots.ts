import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { headAndSnapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import { openColdFacts } from '../ledger/cold-facts.ts';
import { openLedgerDecisions } from '../ledger/decisions.ts';
import { type PackedSnapshot, packSnapshot } from '../time-series/packed-snapshots.ts';

/** The snapshots of some of the ledger's invoices, in the order of their numbers. */
export interface SnapshotsOfLedger {
  readonly snapshots: readonly PackedSnapshot[];
  /** The number of the last invoice that was looked at, and that of the ledger's last one. */
  readonly to: number;
  readonly last: number;
  /** Invoices with a fact that cannot be read: they have no snapshot. */
  readonly unreadable: number;
}

/** Projects the invoices of the ledger's file, as it is on disk. */
export interface LedgerSnapshots {
  /** The next `count` invoices after this number. */
  after(number: number, count: number): SnapshotsOfLedger;
  close(): void;
}

/** Reads the ledger of a cell beside the thread that writes it. */
export function openLedgerSnapshots(path: string): LedgerSnapshots {
  const ledger = new DatabaseSync(path, { readOnly: true });
  const decisions = openLedgerDecisions(ledger);
  const coldFacts = openColdFacts(ledger, dirname(path));
  const lastNumber = ledger.prepare('SELECT max(number) AS number FROM links');
  const select = ledger.prepare(`
    SELECT number, body FROM links JOIN facts ON facts.id = links.fact
    WHERE number > ? AND number <= ? ORDER BY number, fact`);

  const snapshotFrom = (bodies: readonly string[]): InvoiceSnapshot | undefined => {
    try {
      const facts = bodies.map((body) => parseFact(coldFacts.textOf(body)));
      const decided = decidedTimeline(facts, decisions.about(facts));
      return headAndSnapshotOf(decided, usualStageDeadlines).snapshot;
    } catch {
      return undefined;
    }
  };

  return {
    after(number, count) {
      const last = Number(lastNumber.get()?.number ?? 0);
      const to = Math.min(number + count, last);
      const rows = select.all(number, to);
      const invoices = Map.groupBy(rows, (row) => Number(row.number));
      const projected = Array.from(invoices.values(), (facts) =>
        snapshotFrom(facts.map(({ body }) => String(body))),
      );
      const snapshots = projected.filter((snapshot) => snapshot !== undefined);
      return {
        ...{ to, last, snapshots: snapshots.map(packSnapshot) },
        unreadable: projected.length - snapshots.length,
      };
    },
    close: () => ledger.close(),
  };
}
