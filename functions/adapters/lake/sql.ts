import { decimalType, eventsTable, invoicesTable, type LakeColumn, versionsTable } from './tables.ts';

// SQL that Athena and DuckDB read alike. Times are literals: whether a table skips the files outside a
// span is not assured for what a subquery says.

/** A span of time, ms since the epoch: from one up to, not including, another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A time (ms since the epoch) as a literal. */
export function timestampSql(ms: number): string {
  return `TIMESTAMP '${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`;
}

/** That a column of times is in one of the spans. */
export function withinSql(column: string, spans: readonly Span[]): string {
  if (spans.length === 0) return '(1 = 0)';
  const each = spans.map(
    ({ from, to }) => `(${column} >= ${timestampSql(from)} AND ${column} < ${timestampSql(to)})`,
  );
  return `(${each.join(' OR ')})`;
}

/**
 * A column with the value that its text stands for. A text that is none would end every query that
 * meets it, so it counts as missing; the contract lets none in.
 */
export function valueSql({ name, text }: LakeColumn): string {
  return text === undefined ? name : `TRY_CAST(${name} AS ${text === 'date' ? 'date' : decimalType})`;
}

/**
 * The newest version of each record that was received in these spans: the row as it was written, and
 * `newest`, which is 1. All versions of a record have the same time of receipt, so none is missed.
 * @param table where they are, if not in the database that the query runs in
 */
export function newestEventsSql(spans: readonly Span[], table = eventsTable.name): string {
  return newestEventsWhereSql(withinSql('receivedat', spans), table);
}

/** As `newestEventsSql`, of the records received since a time, which is SQL. */
export function newestEventsSinceSql(since: string, table = eventsTable.name): string {
  return newestEventsWhereSql(`receivedat >= ${since}`, table);
}

function newestEventsWhereSql(where: string, table: string): string {
  return newestSql({ table, identity: 'invoiceid, eventkey', where });
}

/**
 * The newest version of each snapshot that was written at a time or later, ms since the epoch: the row as
 * it was written, and `newest`, which is 1.
 */
export function newestVersionsSql(since: number): string {
  return newestSql({
    table: versionsTable.name,
    identity: 'invoiceid',
    where: `writtenat >= ${timestampSql(since)}`,
  });
}

/**
 * The newest snapshot of every invoice, of those that were merged and those written at a time or later,
 * which has to be before the last merge began.
 * @param since as SQL
 * @param named how a query names a table, if not by its name alone
 */
export function newestInvoicesSql(since: string, named = (table: string) => table): string {
  const columns = invoicesTable.columns.map(({ name }) => name).join(', ');
  const both = `(SELECT ${columns} FROM ${named(invoicesTable.name)} UNION ALL SELECT ${columns} FROM ${named(versionsTable.name)} WHERE writtenat >= ${since})`;
  return newestSql({ table: both, identity: 'invoiceid', where: '1 = 1' });
}

interface Versions {
  readonly table: string;
  readonly identity: string;
  readonly where: string;
}

function newestSql({ table, identity, where }: Versions): string {
  return `(SELECT * FROM (SELECT r.*, row_number() OVER (PARTITION BY ${identity} ORDER BY version DESC, writtenat DESC) AS newest FROM ${table} r WHERE ${where}) v WHERE newest = 1)`;
}
