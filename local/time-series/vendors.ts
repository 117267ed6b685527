import type { ImpliedTerms, VendorProfile } from '../../dashboards/finder.ts';
import { minorUnits } from './listed-invoice.ts';
import { type Query, type QueryRow, textOrNull } from './queries.ts';
import { joined, type Statement, statement } from './statement.ts';

/**
 * Text as the words of a name are compared: in lower case and without accents, a space before each, and
 * nothing else between them. One text begins a word of another if it is in it.
 */
export function nameWords(text: Statement): Statement {
  return joined`rtrim(regexp_replace(' ' || strip_accents(lower(${text})), '[^\\p{L}\\p{N}]+', ' ', 'g'))`;
}

/** The column of how many invoices a vendor has. */
export const invoiceCount = 'invoices';

/** Of the times that it takes to list the vendors, one is spent on it at most. */
const listingShare = 20;

/**
 * The vendors of a table `invoices`, with the names of the newest ones. A name that only some of them
 * have is that of the newest that has one; of two of the same moment, the last by the alphabet. Grouped
 * twice: looking the newest invoices up again took 5.5 s with 1.4 million of them, and this takes 35 ms.
 */
const vendorsOf = (condition: string) => `
  SELECT "vendorId", sum(count)::BIGINT AS ${invoiceCount},
    arg_max(name, (newest, name)) FILTER (name IS NOT NULL) AS name,
    arg_max(country, (newest, country)) FILTER (country IS NOT NULL) AS country
  FROM (
    SELECT "vendorId", "vendorName" AS name, "vendorCountry" AS country, max("beganAt") AS newest,
      count(*) AS count
    FROM invoices WHERE ${condition} GROUP BY ALL)
  GROUP BY "vendorId"`;

/**
 * The temporary table `vendors`, made anew as it is needed: with 1.4 million
 * invoices it takes three times as long as a look into it.
 * @param behindMs how old it may be, or longer if making it takes long
 * @returns brings it up to date
 */
export function vendorTable(query: Query, behindMs: number): () => Promise<void> {
  let freshUntil = Number.NEGATIVE_INFINITY;
  let making: Promise<void> | undefined;
  const make = async () => {
    const startedAt = performance.now();
    await query(`
      CREATE OR REPLACE TEMP TABLE vendors AS
        SELECT *, ${nameWords(statement(`coalesce(name, '')`)).sql} AS words FROM (${vendorsOf('true')})`);
    const tookMs = performance.now() - startedAt;
    freshUntil = behindMs === 0 ? startedAt : startedAt + Math.max(behindMs, tookMs * listingShare);
  };
  return () => {
    if (performance.now() < freshUntil) return Promise.resolve();
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
}

/** Names besides the present one, and terms, that are listed of a vendor. */
const maxNames = 10;
const maxTerms = 5;

/** Who a vendor is; undefined when no invoice is of it. */
export async function vendorProfile(query: Query, vendorId: string): Promise<VendorProfile | undefined> {
  const [vendor] = await query(vendorsOf('"vendorId" = ?'), [vendorId]);
  if (!vendor) return undefined;
  const name = textOrNull(vendor.name);
  const names = await query(
    `SELECT "vendorName" AS name FROM invoices WHERE "vendorId" = ? AND "vendorName" <> ?
     GROUP BY name ORDER BY max("beganAt") DESC, name DESC LIMIT ${maxNames}`,
    [vendorId, name ?? ''],
  );
  const terms = await query(termsStatement, [vendorId]);
  return {
    ...{ vendorId, name, country: textOrNull(vendor.country), invoices: Number(vendor[invoiceCount]) },
    otherNames: names.map((row) => String(row.name)),
    terms: terms.map(impliedTerms),
    invoicesWithTerms: Number(terms[0]?.total ?? 0),
  };
}

/** Half of the smallest amount of a row's currency, by which a rounded discount may be off. */
const halfUnit = `CASE ${Intl.supportedValuesOf('currency')
  .map((currency) => [currency, minorUnits(currency)] as const)
  .filter(([, digits]) => digits !== 2)
  .map(([currency, digits]) => `WHEN currency = '${currency}' THEN 0.5 / 1e${digits}`)
  .join(' ')} ELSE 0.005 END`;

/** Digits of a percent at most. */
const percentDigits = 3;

/**
 * The shortest percent that gives an invoice's discount, which is rounded to the smallest amount of its
 * currency: 0.27 of 13.37 is 2 %, not 2.019. An amount too small to tell a percent from its neighbours
 * proves none.
 */
const shortestPercent = `CASE ${Array.from({ length: percentDigits }, (_, digits) => {
  const percent = `round(percent, ${digits})`;
  const isTold = `half * 100 / abs(amount) < 0.25 / 1e${digits}`;
  return `WHEN ${isTold} AND round(abs(amount * ${percent} / 100 - discount), 9) <= half THEN ${percent}`;
}).join(' ')} ELSE round(percent, ${percentDigits}) END::DECIMAL(9, ${percentDigits})`;

/** What the dates and discounts of a vendor's invoices say about its terms. */
const termsStatement = `
  SELECT net, "discountDays", ${shortestPercent} AS percent,
    count(*) AS count, sum(count(*)) OVER () AS total
  FROM (
    SELECT date_diff('day', "invoiceDate", "dueDate") AS net,
      date_diff('day', "invoiceDate", "discountDate") AS "discountDays",
      amount::DOUBLE AS amount, "discountAvailable"::DOUBLE AS discount,
      discount / nullif(amount, 0)::DOUBLE * 100 AS percent, ${halfUnit} AS half
    FROM invoices
    WHERE "vendorId" = ? AND "documentType" = 'invoice' AND "invoiceDate" IS NOT NULL AND "dueDate" IS NOT NULL)
  GROUP BY 1, 2, 3 ORDER BY count DESC, 1, 2 NULLS FIRST, 3 LIMIT ${maxTerms}`;

function impliedTerms({ net, discountDays, percent, count }: QueryRow): ImpliedTerms {
  return {
    netDays: Number(net),
    discountDays: discountDays == null ? null : Number(discountDays),
    discountPercent: percent == null ? null : String(Number(percent.toString())),
    invoices: Number(count),
  };
}
