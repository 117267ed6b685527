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
}

const columns = payableFields.map((name) => `"${name}"`).join(', ');
const amounts: ReadonlySet<string> = new Set(['amount', 'openAmount', 'paidAmount']);

/** @param mergeInvoices puts the snapshots that were written so far in their places */
export function duckDbPayables(query: Query, mergeInvoices: () => Promise<void>): PayablesReader {
  return {
    async payables(since, limit) {
      await mergeInvoices();
      // In a fixed order: simulated payments are drawn invoice by invoice.
      const rows = await query(
        `SELECT ${columns} FROM invoices WHERE state = 'open' OR "beganOn" >= CAST(? AS DATE) ORDER BY "invoiceId" LIMIT ?`,
        [since, BigInt(limit)],
      );
      return rows.map((row) =>
        Object.fromEntries(
          payableFields.flatMap((name) => {
            const value = row[name];
            if (value == null) return [];
            return [[name, amounts.has(name) ? decimalText(value) : String(value)]];
          }),
        ),
      );
    },
  };
}
