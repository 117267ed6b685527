import type { DatabaseSync } from 'node:sqlite';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { openLedgerDeadlines } from './deadlines.ts';
import { openLedgerDirectory } from './directory.ts';

/** What is known of one invoice. */
export interface LedgerInvoice {
  /** By fact key. */
  readonly facts: ReadonlyMap<string, Fact>;
  readonly head: InvoiceHead | undefined;
}

/** The rows of all invoices. Writing methods are part of the caller's transaction. */
export interface LedgerInvoices {
  get(invoiceId: string): LedgerInvoice;
  addFact(fact: Fact): void;
  putHead(head: InvoiceHead): void;
  /** Heads with a deadline before `now` (ms since the epoch), the oldest deadline first. */
  overdue(now: number, limit: number): InvoiceHead[];
  beforeCommit(): void;
}

interface CachedInvoice {
  /** Undefined until the first row is written. */
  number: number | undefined;
  readonly facts: Map<string, Fact>;
  head: InvoiceHead | undefined;
}

/** Row ids: the invoice's number and, in the low 20 bits, 0 for its head and 1, 2, … for its facts. */
const slots = 2 ** 20;

/** Facts kept parsed: an invoice is read right after it was written, and often soon again. */
const cachedFacts = 10_000;

/**
 * Opens the rows of `db`. An invoice's facts and head lie side by side under consecutive row ids, so an event of a new invoice
 * appends to the end of the file and one of an older invoice rewrites one page. Everything is decided in memory,
 * which is sound because one process owns the file.
 */
export function openLedgerInvoices(db: DatabaseSync): LedgerInvoices {
  db.exec('CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO rows VALUES (?, ?)');
  const upsert = db.prepare(
    'INSERT INTO rows VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const select = db.prepare('SELECT id, body FROM rows WHERE id >= ? AND id < ? ORDER BY id');
  const selectId = db.prepare(`
    SELECT coalesce(body ->> '$.event.invoiceId', body ->> '$.invoiceId') AS invoiceId
    FROM rows WHERE id >= ? ORDER BY id LIMIT 1`);
  const lastId = Number(db.prepare('SELECT max(id) AS id FROM rows').get()?.id ?? 0);
  const lastNumber = Math.floor(lastId / slots);

  function* invoicesFrom(firstNumber: number) {
    for (let number = firstNumber; number <= lastNumber; number++)
      yield { number, invoiceId: String(selectId.get(number * slots)?.invoiceId) };
  }
  const directory = openLedgerDirectory(db, invoicesFrom, lastNumber);
  const deadlines = openLedgerDeadlines(db, `number * ${slots}`);

  const cache = new Map<string, CachedInvoice>();
  let cached = 0;

  const read = (number: number): CachedInvoice => {
    const invoice: CachedInvoice = { number, facts: new Map(), head: undefined };
    for (const { id, body } of select.all(number * slots, (number + 1) * slots)) {
      if (Number(id) % slots === 0) invoice.head = JSON.parse(String(body));
      else {
        const fact: Fact = JSON.parse(String(body));
        invoice.facts.set(factKey(fact), fact);
      }
    }
    return invoice;
  };

  const belongsTo = ({ facts, head }: CachedInvoice, invoiceId: string): boolean =>
    (head?.invoiceId ?? facts.values().next().value?.event.invoiceId) === invoiceId;

  /** Moves the invoice to the young end of the cache and lets go of the oldest ones beyond the limit. */
  const remember = (invoiceId: string, invoice: CachedInvoice): void => {
    cache.delete(invoiceId);
    cache.set(invoiceId, invoice);
    for (const [oldId, old] of cache) {
      if (cached <= cachedFacts || old === invoice) return;
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
    const invoice = stored ?? { number: undefined, facts: new Map(), head: undefined };
    cached += invoice.facts.size + 1;
    remember(invoiceId, invoice);
    return invoice;
  };

  return {
    get,
    addFact(fact) {
      const invoice = get(fact.event.invoiceId);
      if (invoice.facts.size + 1 >= slots)
        throw new Error('The invoice has as many facts as the ledger can keep.');
      invoice.number ??= directory.add(fact.event.invoiceId);
      invoice.facts.set(factKey(fact), fact);
      insert.run(invoice.number * slots + invoice.facts.size, JSON.stringify(fact));
      cached += 1;
      remember(fact.event.invoiceId, invoice);
    },
    putHead(head) {
      const invoice = get(head.invoiceId);
      invoice.number ??= directory.add(head.invoiceId);
      deadlines.move(invoice.number, invoice.head?.deadline, head.deadline);
      invoice.head = head;
      upsert.run(invoice.number * slots, JSON.stringify(head));
    },
    overdue: deadlines.overdue,
    beforeCommit: () => directory.enterSlice(),
  };
}
