import {
  newestEventsSinceSql,
  newestEventsSql,
  newestInvoicesSql,
  type Span,
  timestampSql,
  valueSql,
} from './sql.ts';
import { eventsTable, type LakeTable, rollupTable, scoresTable, versionsTable } from './tables.ts';

/**
 * The newest version of each record that was received in these spans, and of each invoice, with decimals and
 * dates for their texts: what figures are worked out from.
 * @param since before the last run of the rollup began, ms since the epoch: older versions are merged
 */
export function figureTables(spans: readonly Span[], since: number) {
  return {
    events: typed(eventsTable, newestEventsSql(spans)),
    invoices: typed(versionsTable, newestInvoicesSql(timestampSql(since))),
  };
}

/**
 * The tables of figures for a query that is written once and run at any time.
 * @param mergedSince SQL of a time before the last run of the rollup began
 * @param named how the query names a table
 */
export function lastingTables(mergedSince: string, named: (table: string) => string) {
  return {
    invoices: typed(versionsTable, newestInvoicesSql(mergedSince, named)),
    rollup: named(rollupTable.name),
    scores: typed(scoresTable, named(scoresTable.name)),
    recordsSince: (time: string) => typed(eventsTable, newestEventsSinceSql(time, named(eventsTable.name))),
  };
}

const hourMs = 3_600_000;

/**
 * The rollup, up to the hour before the present one: it has been worked out four times at least since it ended.
 * A record that is written again or redriven more than two hours after its receipt is in it with the next run.
 * @param now ms since the epoch
 */
export function eventRollup(now: number) {
  return {
    table: rollupTable.name,
    before: now - (now % hourMs) - hourMs,
    recordsOf: (spans: readonly Span[]) => typed(eventsTable, newestEventsSql(spans)),
  };
}

/** The rows of a table with decimals and dates for their texts: SQL in parentheses. */
function typed({ columns }: LakeTable, rows: string): string {
  const values = columns.map((column) =>
    column.text === undefined ? column.name : `${valueSql(column)} AS ${column.name}`,
  );
  return `(SELECT ${values.join(', ')} FROM ${rows} n)`;
}
