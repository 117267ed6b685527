import type { DatabaseSync } from 'node:sqlite';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { ColdFacts } from './cold-facts.ts';
import { openLedgerDirectory } from './directory.ts';

/** What is known of one invoice. */
export interface LedgerInvoice {
  /** Undefined while nothing of it is stored. */
  readonly number: number | undefined;
  /** By fact key, in the order they were stored. */
  readonly facts: ReadonlyMap<string, Fact>;
}

/** The facts of all invoices. Writing methods are part of the caller's transaction. */
export interface LedgerInvoices {
  get(invoiceId: string): LedgerInvoice;
  /**
   * @param text the fact as JSON
   * @returns the invoice's number and the fact's id
   */
  addFact(fact: Fact, text: string): { readonly number: number; readonly id: number };
  /** The invoices of the facts that follow this one. */
  idsAfter(fact: number): ReadonlySet<string>;
  /** The highest id of a fact. */
  readonly lastFact: number;
  /** The id of a numbered invoice. */
  idOf(number: number): string;
  beforeCommit(): void;
}

interface CachedInvoice extends LedgerInvoice {
  number: number | undefined;
  readonly facts: Map<string, Fact>;
}

/** Facts kept parsed: an invoice is read right after it was written, and often soon again. */
const maxCachedFacts = 10_000;

/**
 * Opens the facts of `db`. An invoice goes by a number: numbers follow each other, so the links of
 * the invoices that are under way lie side by side. Everything is decided in memory, which is sound
 * because one process owns the file.
 */
export function openLedgerInvoices(db: DatabaseSync, coldFacts: ColdFacts): LedgerInvoices {
  const insertFact = db.prepare('INSERT INTO facts (body) VALUES (?)');
  const insertLink = db.prepare('INSERT INTO links VALUES (?, ?)');
  const select = db.prepare(
    'SELECT body FROM links JOIN facts ON facts.id = links.fact WHERE number = ? ORDER BY fact',
  );
  // A row that somebody tore keeps no other invoice from being read; reconciling names it.
  const selectId = db.prepare(`
    SELECT body ->> '$.event.invoiceId' AS invoiceId
    FROM links JOIN facts ON facts.id = links.fact WHERE number = ? AND json_valid(body) LIMIT 1`);
  const selectIdsAfter = db.prepare(
    "SELECT DISTINCT body ->> '$.event.invoiceId' AS invoiceId FROM facts WHERE id > ? AND json_valid(body)",
  );
  const lastNumber = Number(db.prepare('SELECT max(number) AS number FROM links').get()?.number ?? 0);

  const idOf = (number: number) => String(selectId.get(number)?.invoiceId);
  function* invoicesFrom(firstNumber: number) {
    for (let number = firstNumber; number <= lastNumber; number++) yield { number, invoiceId: idOf(number) };
  }
  const directory = openLedgerDirectory(db, invoicesFrom, lastNumber);

  const cache = new Map<string, CachedInvoice>();
  let cached = 0;

  const read = (number: number): CachedInvoice => {
    const facts = select.all(number).map(({ body }) => coldFacts.factOf(String(body)));
    return { number, facts: new Map(facts.map((fact) => [factKey(fact), fact])) };
  };

  const belongsTo = ({ facts }: CachedInvoice, invoiceId: string): boolean =>
    facts.values().next().value?.event.invoiceId === invoiceId;

  /** Moves the invoice to the young end of the cache and lets go of the oldest ones beyond the limit. */
  const remember = (invoiceId: string, invoice: CachedInvoice): void => {
    cache.delete(invoiceId);
    cache.set(invoiceId, invoice);
    for (const [oldId, old] of cache) {
      if (cached <= maxCachedFacts || old === invoice) return;
      cache.delete(oldId);
      cached -= old.facts.size + 1;
    }
  };

  const get = (invoiceId: string): CachedInvoice => {
    const known = cache.get(invoiceId);
    if (known) return known;
    const stored = directory
      .candidates(invoiceId)
      .map(read)
      .find((candidate) => belongsTo(candidate, invoiceId));
    const invoice = stored ?? { number: undefined, facts: new Map<string, Fact>() };
    cached += invoice.facts.size + 1;
    remember(invoiceId, invoice);
    return invoice;
  };

  return {
    get,
    idOf,
    addFact(fact, text) {
      const invoice = get(fact.event.invoiceId);
      const id = Number(insertFact.run(text).lastInsertRowid);
      invoice.number ??= directory.add(fact.event.invoiceId);
      insertLink.run(invoice.number, id);
      invoice.facts.set(factKey(fact), fact);
      cached += 1;
      remember(fact.event.invoiceId, invoice);
      return { number: invoice.number, id };
    },
    idsAfter: (fact) => new Set(selectIdsAfter.all(fact).map(({ invoiceId }) => String(invoiceId))),
    lastFact: Number(db.prepare('SELECT max(id) AS id FROM facts').get()?.id ?? 0),
    beforeCommit: () => directory.enterSlice(),
  };
}
