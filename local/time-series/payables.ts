import { type PayableValues, payableFields } from '../../functions/core/analytics/forecast/payable-of.ts';
import type { PastQuestion, SampledPast } from '../../functions/core/analytics/forecast/sampled-past.ts';
import { decimalText } from './columns.ts';
import { samplesOf, sampleTables } from './payables-sample.ts';
import type { Query, QueryRow } from './queries.ts';

/** Reads what a forecast of payments learns from. */
export interface PayablesReader {
  /** Invoices that are open, and those that began on a day or later; of too many a sample. */
  payables(question: PastQuestion): Promise<SampledPast>;
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
    async payables(question) {
      await mergeInvoices();
      const samples = await samplesOf(query, question);
      // In a fixed order: amounts are added up as floats, whose sum depends on it.
      const rows = await query(
        `${sampleTables} SELECT "invoiceId", ${columns} FROM sampled ORDER BY "invoiceId"`,
        [question.since, JSON.stringify(samples.map(({ currency, unit }) => ({ currency, unit })))],
      );
      return { invoices: rows.map(valuesOf), samples };
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

function valuesOf(row: QueryRow): PayableValues {
  return {
    invoiceId: String(row.invoiceId),
    ...Object.fromEntries(
      payableFields.flatMap((name) => {
        const value = row[name];
        if (value == null) return [];
        return [[name, amounts.has(name) ? decimalText(value) : String(value)]];
      }),
    ),
  };
}
