import type { Finder, FoundInvoice, FoundVendor, SearchQuery } from '../../dashboards/finder.ts';
import { amountText, utcOf } from './listed-invoice.ts';
import { type Query, type QueryRow, stageOf, textOrNull } from './queries.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { invoiceCount, nameWords, vendorProfile, vendorTable } from './vendors.ts';

/**
 * Finds invoices and vendors in the table `invoices`.
 * @param mergeInvoices puts the snapshots that were written so far in their places
 * @param behindMs how far the list of vendors may be behind them
 */
export function duckDbFinder(query: Query, mergeInvoices: () => Promise<void>, behindMs: number): Finder {
  const run = ({ sql, values }: Statement) => query(sql, [...values]);
  const bringVendorsUpToDate = vendorTable(query, behindMs);
  return {
    async find({ kinds, limit, ...asked }) {
      // No stored text has a half of a character, and the store takes none.
      const text = asked.text.toWellFormed().trim();
      if (text === '') return { vendors: [], invoices: [], more: [] };
      await mergeInvoices();
      const wanted = { text, limit: limit + 1 };
      if (kinds.includes('vendors')) await bringVendorsUpToDate();
      const vendors = kinds.includes('vendors') ? await run(vendorsStatement(wanted)) : [];
      const invoices = kinds.includes('invoices') ? await run(invoicesStatement(wanted)) : [];
      return {
        vendors: vendors.slice(0, limit).map(foundVendor),
        invoices: invoices.slice(0, limit).map(foundInvoice),
        more: kinds.filter((kind) => (kind === 'vendors' ? vendors : invoices).length > limit),
      };
    },
    async vendorNames(vendorIds) {
      await mergeInvoices();
      await bringVendorsUpToDate();
      const ids = vendorIds.map((vendorId) => statement('?', vendorId.toWellFormed()));
      const rows = await run(joined`
        SELECT "vendorId", name FROM vendors WHERE name IS NOT NULL AND "vendorId" IN (${listed(ids, ', ')})
        ORDER BY "vendorId"`);
      return { names: rows.map((row) => ({ vendorId: String(row.vendorId), name: textOrNull(row.name) })) };
    },
    async vendor(vendorId) {
      await mergeInvoices();
      return vendorProfile(query, vendorId.toWellFormed());
    },
  };
}

type Wanted = Pick<SearchQuery, 'text' | 'limit'>;

/** In lower case: a pattern (ILIKE) takes half as long again, and more with what has to be escaped. */
function invoicesStatement({ text, limit }: Wanted): Statement {
  const asked = statement('?', text);
  return joined`
    SELECT "invoiceId", "vendorId", "vendorName", stage, status, amount, currency, "beganAt" FROM invoices
    WHERE starts_with(lower("invoiceId"), lower(${asked}))
    ORDER BY "invoiceId" = ${asked} DESC, lower("invoiceId") = lower(${asked}) DESC, "beganAt" DESC, "invoiceId"
    LIMIT ${statement('?', BigInt(limit))}`;
}

/** An id or a name that begins so comes before a name that has such a word. */
function vendorsStatement({ text, limit }: Wanted): Statement {
  const asked = statement('?', text);
  const words = joined`(SELECT ${nameWords(asked)})`;
  const id = joined`starts_with(lower("vendorId"), lower(${asked}))`;
  const isNamed = joined`(${words} <> '' AND contains(words, ${words}))`;
  return joined`
    SELECT * FROM vendors WHERE ${id} OR ${isNamed}
    ORDER BY "vendorId" = ${asked} DESC, lower("vendorId") = lower(${asked}) DESC, ${id} OR starts_with(words, ${words}) DESC,
      ${statement(invoiceCount)} DESC, "vendorId"
    LIMIT ${statement('?', BigInt(limit))}`;
}

function foundVendor({ vendorId, name, country, invoices }: QueryRow): FoundVendor {
  return {
    vendorId: String(vendorId),
    name: textOrNull(name),
    country: textOrNull(country),
    invoices: Number(invoices),
  };
}

function foundInvoice(row: QueryRow): FoundInvoice {
  const currency = String(row.currency);
  return {
    ...{ invoiceId: String(row.invoiceId), vendorId: String(row.vendorId) },
    vendorName: textOrNull(row.vendorName),
    ...{ stage: stageOf(row.stage), status: String(row.status) },
    ...{ amount: amountText(row.amount, currency), currency, beganAt: utcOf(row.beganAt) },
  };
}
