import { sharedOut, unitOf } from '../../functions/core/analytics/forecast/sample.ts';
import type {
  DueAmount,
  PaidAmount,
  PastQuestion,
  SampledCurrency,
} from '../../functions/core/analytics/forecast/sampled-past.ts';
import { decimalText } from './columns.ts';
import type { Query, QueryRow } from './queries.ts';

/** The invoices that a forecast of payments counts, from the day $1 on, with `money`: what it counts of each. */
const payables = `
  WITH payables AS (
    SELECT *, coalesce(CASE WHEN state = 'settled' THEN coalesce("paidAmount", amount) ELSE "openAmount" END, 0) AS money
    FROM invoices
    WHERE (state = 'open' OR "beganOn" >= CAST($1 AS DATE))
      AND state IS DISTINCT FROM 'returned' AND currency IS NOT NULL AND "beganOn" IS NOT NULL)`;

/**
 * Of currencies with a unit, in the JSON $2, the invoices of the sample; all of the others. Whether an invoice is
 * in it depends on its amount and the hash of its id alone, whose higher 53 bits are a number from 0 to 1.
 */
export const sampleTables = `${payables},
  units AS (SELECT unnest(from_json($2, '[{"currency": "VARCHAR", "unit": "DOUBLE"}]'), recursive := true)),
  sampled AS (
    SELECT payables.* FROM payables LEFT JOIN units USING (currency)
    WHERE unit IS NULL OR (hash >> 11)::DOUBLE / 9007199254740992 * unit < abs(money)::DOUBLE)`;

const isOpen = `"beganOn" <= CAST($2 AS DATE) AND ("settledOn" IS NULL OR "settledOn" > CAST($2 AS DATE))`;

/** Sums are of decimals, and so the same in whatever order rows are read. */
const sizes = `${payables}
  SELECT currency, count(*) AS count, sum(abs(money))::DOUBLE AS sum,
    coalesce(sum(abs(money)) FILTER (${isOpen}), 0)::DOUBLE AS open
  FROM payables
  GROUP BY currency, CASE WHEN money <> 0 THEN floor(8 * log2(abs(money)::DOUBLE)) END
  ORDER BY currency`;

const due = `${payables}
  SELECT currency, sum(money) AS amount,
    CASE WHEN "dueDate" IS NOT NULL
      THEN least(greatest("dueDate", CAST($2 AS DATE)), CAST($3 AS DATE) + 1) END AS "dueDate",
    CASE WHEN "discountDate" > CAST($2 AS DATE) THEN least("discountDate", CAST($3 AS DATE) + 1) END AS "discountDate"
  FROM payables WHERE ${isOpen}
  GROUP BY ALL ORDER BY ALL`;

const paid = `${payables}
  SELECT currency, greatest("beganOn", CAST($3 AS DATE)) AS "beganOn", "settledOn", sum(money) AS amount
  FROM payables WHERE "settledOn" > CAST($3 AS DATE) AND "settledOn" <= CAST($2 AS DATE)
  GROUP BY ALL ORDER BY ALL`;

/** The currencies of which a sample is read, as all of them have more invoices than are to be read; mostly none. */
export async function samplesOf(
  query: Query,
  { since, asOf, paidAfter, dueUntil, most }: PastQuestion,
): Promise<readonly SampledCurrency[]> {
  const byCurrency = rowsByCurrency(await query(sizes, [since, asOf]));
  const counts = [...byCurrency.values()].map((rows) =>
    rows.reduce((count, row) => count + Number(row.count), 0),
  );
  const granted = sharedOut(most, counts);
  const sampled = [...byCurrency].flatMap(([currency, rows], index) => {
    const [invoices = 0, places = 0] = [counts[index], granted[index]];
    return invoices > places ? [{ currency, rows, invoices, places }] : [];
  });
  if (sampled.length === 0) return [];
  const dueBy = rowsByCurrency(await query(due, [since, asOf, dueUntil]));
  const paidBy = rowsByCurrency(await query(paid, [since, asOf, paidAfter]));
  return sampled.map(({ currency, rows, invoices, places }) => ({
    ...{ currency, invoices },
    unit: unitOf(
      rows.map(({ count, sum }) => ({ count: Number(count), sum: Number(sum) })),
      places,
    ),
    open: rows.reduce((sum, row) => sum + Number(row.open), 0),
    due: (dueBy.get(currency) ?? []).map(dueAmountOf),
    paid: (paidBy.get(currency) ?? []).map(paidAmountOf),
  }));
}

function rowsByCurrency(rows: readonly QueryRow[]): ReadonlyMap<string, readonly QueryRow[]> {
  return Map.groupBy(rows, ({ currency }) => String(currency));
}

function dueAmountOf({ dueDate, discountDate, amount }: QueryRow): DueAmount {
  return {
    ...(dueDate != null && { dueDate: String(dueDate) }),
    ...(discountDate != null && { discountDate: String(discountDate) }),
    amount: decimalText(amount ?? 0),
  };
}

function paidAmountOf({ beganOn, settledOn, amount }: QueryRow): PaidAmount {
  return { beganOn: String(beganOn), settledOn: String(settledOn), amount: decimalText(amount ?? 0) };
}
