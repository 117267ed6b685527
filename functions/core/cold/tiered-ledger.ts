import { BemsError } from '../errors.ts';
import { type Fact, factKey } from '../invoice/fact.ts';
import { project } from '../invoice/projection.ts';
import type { Ledger } from '../ports.ts';
import { type ColdStore, factsIn } from './cold-copy.ts';
import type { HotInvoice, HotTable } from './hot-table.ts';

/**
 * How often an invoice is read when the table does not show all the facts that its head knows: a read is
 * not of one moment, so a fact and its head may have come while it was under way.
 */
const readings = 3;

/**
 * A ledger that answers alike whether an invoice is hot or was let go. What was let go is never brought
 * back: its copy is the base, and what came since lies in the table beside the mark. Of a fact that is in
 * both, the copy's holds, because it was the first.
 */
export function tieredLedger(table: HotTable, cold: Pick<ColdStore, 'read'>): Ledger {
  const facts = async (invoiceId: string) => (await readWhole(table, cold, invoiceId)).facts;
  return {
    append: (fact, text) => table.append(fact, text),
    facts,
    saveHead: (head) => table.saveHead(head),
    async head(invoiceId) {
      const head = await table.head(invoiceId);
      if (head) return head;
      // One that was let go had no open conflict and awaited nothing, whatever the deadlines.
      const known = (await table.markOf(invoiceId)) ? await facts(invoiceId) : [];
      return known.length === 0 ? undefined : project(known);
    },
    overdue: (now, limit, after) => table.overdue(now, limit, after),
  };
}

/** An invoice as the table and the copy have it together: every fact once. */
export interface WholeInvoice extends Pick<HotInvoice, 'mark'> {
  readonly facts: readonly Fact[];
  /** What lies in the table, whatever the copy has. */
  readonly hot: readonly Fact[];
}

/**
 * Reads an invoice from the table and, where a mark stands, from the copy.
 * @throws {BemsError} LEDGER_INCOMPLETE: better no answer than one with a gap; any error of the stores
 */
export async function readWhole(
  table: Pick<HotTable, 'read'>,
  cold: Pick<ColdStore, 'read'>,
  invoiceId: string,
): Promise<WholeInvoice> {
  for (let reading = 1; ; reading += 1) {
    const { facts: hot, mark, headFacts = 0 } = await table.read(invoiceId);
    const copied = mark ? factsIn(await cold.read(mark.pack, mark), mark) : [];
    const known = new Set(copied.map(factKey));
    const facts = [...copied, ...hot.filter((fact) => !known.has(factKey(fact)))];
    if (facts.length >= headFacts) return { facts, hot, mark };
    if (reading === readings) throw incomplete(facts.length, headFacts);
  }
}

function incomplete(found: number, known: number): BemsError {
  return new BemsError(
    'LEDGER_INCOMPLETE',
    `The ledger shows ${found} facts of an invoice whose head was projected from ${known}.`,
    {
      nextStep: 'Try again; if it stays, compare the invoice with the archive (bems reconcile).',
      failureClass: 'transient',
    },
  );
}
