import { newestEventsSql, newestInvoicesSql, type Span, valueSql } from './sql.ts';
import { eventsTable, type LakeTable, versionsTable } from './tables.ts';

/**
 * The newest version of each record that was received in these spans, and of each invoice, with decimals and
 * dates for their texts: what figures are worked out from.
 * @param since before the last run of the rollup began, ms since the epoch: older versions are merged
 */
export function figureTables(spans: readonly Span[], since: number) {
  return {
    events: typed(eventsTable, newestEventsSql(spans)),
    invoices: typed(versionsTable, newestInvoicesSql(since)),
  };
}

function typed({ columns }: LakeTable, rows: string): string {
  const values = columns.map((column) =>
    column.text === undefined ? column.name : `${valueSql(column)} AS ${column.name}`,
  );
  return `(SELECT ${values.join(', ')} FROM ${rows} n)`;
}
