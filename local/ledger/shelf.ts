import type { DatabaseSync } from 'node:sqlite';
import { factsIn, packKey, packOf } from '../../functions/core/cold/cold-copy.ts';
import type { LeavingInvoice, Shelf } from '../../functions/core/cold/shelf.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { Clock } from '../../lib/clock.ts';
import { type ColdFacts, hasLeft, leftFact, readPack, writePack } from './cold-facts.ts';
import type { GroupCommit } from './group-commit.ts';
import { layoutWithCopies } from './schema.ts';
import type { LedgerSettled } from './settled.ts';

/** Invoices of an older file that are projected in one go: nothing else is done meanwhile. */
const lookedAtOnce = 200;

interface ShelfOptions {
  readonly db: DatabaseSync;
  readonly commits: Pick<GroupCommit, 'run'>;
  readonly clock: Clock;
  /** Folder of the packs. */
  readonly root: string;
  readonly coldFacts: ColdFacts;
  /** Undefined in a ledger that keeps everything. */
  readonly settled: LedgerSettled | undefined;
  readonly numberOf: (invoiceId: string) => number | undefined;
  readonly idOf: (number: number) => string;
  readonly factsOf: (invoiceId: string) => readonly Fact[];
  /** Notes a head of all facts that the invoice has, projected anew. */
  readonly lookAt: (number: number) => void;
}

interface Reading {
  readonly facts: readonly Fact[];
}

/**
 * How invoices leave a ledger of one file and one process: a pack is on disk and read back before the
 * rows of its facts say, in one transaction, where they are now. Nothing is left to be cleared.
 */
export function ledgerShelf(options: ShelfOptions): Shelf<Reading> {
  const { db, commits, clock, root, coldFacts, settled } = options;
  const insertCopy = db.prepare('INSERT INTO copies (copy) VALUES (?)');
  const rowsOf = db.prepare(
    'SELECT id, body FROM links JOIN facts ON facts.id = links.fact WHERE number = ? ORDER BY fact',
  );
  const update = db.prepare('UPDATE facts SET body = ? WHERE id = ?');

  const leave = (copy: ReturnType<typeof packOf>['copies'][number], pack: string, facts: readonly Fact[]) => {
    const { invoiceId, ...placed } = copy;
    const number = options.numberOf(invoiceId);
    if (number === undefined) return;
    const positions = new Map(facts.map((fact, at) => [factKey(fact), at]));
    const id = Number(insertCopy.run(JSON.stringify({ ...placed, pack })).lastInsertRowid);
    for (const row of rowsOf.all(number)) {
      const fact = coldFacts.factOf(String(row.body));
      const at = positions.get(factKey(fact));
      // One that came meanwhile stays where it is, and has the invoice listed again.
      if (at !== undefined) update.run(leftFact(fact, id, at), Number(row.id));
    }
    if (rowsOf.all(number).length === facts.length) settled?.remove(number);
  };

  const isHot = (invoiceId: string): boolean => {
    const number = options.numberOf(invoiceId);
    return number !== undefined && rowsOf.all(number).some(({ body }) => !hasLeft(String(body)));
  };

  return {
    async settled(before, limit) {
      if (!settled) return [];
      await commits.run(() => {
        for (const number of settled.unknown(lookedAtOnce)) options.lookAt(number);
      });
      return settled.before(before, limit).map(({ number, updatedAt }) => ({
        invoiceId: options.idOf(number),
        updatedAt: new Date(updatedAt).toISOString(),
      }));
    },

    read: async (invoiceId) => ({ facts: options.factsOf(invoiceId) }),

    async copy(invoices: readonly LeavingInvoice<Reading>[]) {
      // Only a repeat came of those that left as a whole.
      const gone = invoices.filter(({ invoiceId }) => !isHot(invoiceId));
      if (gone.length > 0)
        await commits.run(() => {
          for (const { invoiceId } of gone) settled?.remove(options.numberOf(invoiceId) ?? 0);
        });
      const fresh = invoices.filter(({ invoiceId }) => isHot(invoiceId));
      if (fresh.length === 0) return 0;
      const leaving = fresh.map(({ invoiceId, read: { facts } }) => ({ invoiceId, facts }));
      const { bytes, copies } = packOf(leaving);
      const pack = packKey(bytes, clock.now());
      writePack(root, pack, bytes);
      const proved = copies.map((copy) => factsIn(readPack(root, pack, copy), { ...copy, pack }));
      await commits.run(() => {
        db.exec(`PRAGMA user_version = ${layoutWithCopies}`);
        for (const [at, copy] of copies.entries()) leave(copy, pack, proved[at] ?? []);
      });
      return fresh.length;
    },

    clear: async () => 0,
  };
}
