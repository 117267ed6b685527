import { type PayableValues, payableFields } from '../../functions/core/analytics/forecast/payable-of.ts';
import { decimalText } from './columns.ts';
import type { Query } from './queries.ts';

/** Reads what a forecast of payments learns from. */
export interface PayablesReader {
  /**
   * Invoices that are open, and those that began on a day or later.
   * @param since `YYYY-MM-DD`
   * @param limit read at most
   */
  payables(since: string, limit: number): Promise<readonly PayableValues[]>;
  /**
   * How much of the past is known.
   * @param before `YYYY-MM-DD`, the first day that is not of it
   * @param receivedSince ms since the epoch
   */
  knownPast(before: string, receivedSince: number): Promise<KnownPast>;
}

/** How much of the days before some day is known. */
export interface KnownPast {
  /** That began on them. */
  readonly invoices: number;
  /** That were settled on them. */
  readonly settled: number;
  /** Events of them that were received since some moment. */
  readonly arriving: number;
}

const columns = payableFields.map((name) => `"${name}"`).join(', ');
const amounts: ReadonlySet<string> = new Set(['amount', 'openAmount', 'paidAmount']);

const counted = `
  SELECT
    count(*) FILTER ("beganOn" < CAST($1 AS DATE)) AS invoices,
    count(*) FILTER ("settledOn" < CAST($1 AS DATE)) AS settled,
    (SELECT count(*) FROM events
      WHERE "receivedAt" >= make_timestamp_ms(CAST($2 AS BIGINT)) AND "time" < CAST($1 AS DATE)) AS arriving
  FROM invoices`;

/** @param mergeInvoices puts the snapshots that were written so far in their places */
export function duckDbPayables(query: Query, mergeInvoices: () => Promise<void>): PayablesReader {
  return {
    async payables(since, limit) {
      await mergeInvoices();
      // In a fixed order: amounts are added up as floats, whose sum depends on it.
      const rows = await query(
        `SELECT "invoiceId", ${columns} FROM invoices WHERE state = 'open' OR "beganOn" >= CAST(? AS DATE) ORDER BY "invoiceId" LIMIT ?`,
        [since, BigInt(limit)],
      );
      return rows.map((row) => ({
        invoiceId: String(row.invoiceId),
        ...Object.fromEntries(
          payableFields.flatMap((name) => {
            const value = row[name];
            if (value == null) return [];
            return [[name, amounts.has(name) ? decimalText(value) : String(value)]];
          }),
        ),
      }));
    },
    async knownPast(before, receivedSince) {
      await mergeInvoices();
      const [row = {}] = await query(counted, [before, BigInt(receivedSince)]);
      return {
        invoices: Number(row.invoices),
        settled: Number(row.settled),
        arriving: Number(row.arriving),
      };
    },
  };
}
