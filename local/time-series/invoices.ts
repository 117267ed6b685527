import {
  BIGINT,
  DATE,
  DOUBLE,
  type DuckDBConnection,
  LIST,
  STRUCT,
  TIMESTAMP_MS,
  UBIGINT,
  VARCHAR,
} from '@duckdb/node-api';
import { typeOf } from '../../dashboards/sql/types.ts';
import {
  type InvoiceSnapshot,
  type SnapshotField,
  snapshotFields,
  snapshotTypes,
} from '../../functions/core/measures/invoice-snapshot.ts';
import { recordVersion } from '../../functions/core/measures/measures.ts';
import { type Column, codecs, decimalType, millisSql, sameValues } from './columns.ts';
import { appendRows, type Row } from './duckdb-append.ts';
import { type Scope, workedOut } from './expression-sql.ts';
import { inTransaction } from './in-transaction.ts';
import { type PackedSnapshot, textsOf } from './packed-snapshots.ts';
import type { QueryRow } from './queries.ts';
import { joined, listed, statement } from './statement.ts';
import {
  columnsOfStocks,
  compactStocks,
  forgetStocks,
  movedRows,
  moveStocks,
  openStockRollup,
} from './stock-rollup.ts';
import { paymentList, storedColumns } from './stored-columns.ts';

const fieldCodecs = snapshotFields.map((name) => ({ name, codec: codecs[snapshotTypes[name]] }));

const keyColumns: readonly Column[] = [
  { name: 'invoiceId', type: VARCHAR },
  { name: 'version', type: BIGINT },
];
/** The columns of a version: invoice and version, and the fields as `packSnapshot` packs them. */
const versionColumns: readonly Column[] = [...keyColumns, { name: 'fields', type: VARCHAR }];
const versionTypes = versionColumns.map(({ type }) => type);
/** The columns of a snapshot: invoice and version, then the fields. */
const snapshotColumns: readonly Column[] = [
  ...keyColumns,
  ...fieldCodecs.map(({ name, codec }) => ({ name, type: codec.type })),
];
const definitionsOf = (columns: readonly Column[]) => columns.map(({ name, type }) => `"${name}" ${type}`);
const scope: Scope = { subject: 'invoices', today: '' };
/** What is worked out of a snapshot once, when it is put in its place. */
const workedOutColumns = [
  ...storedColumns.map(({ name, expression, isNear }) => {
    const sql = workedOut(expression, scope);
    if (isNear) return { name, type: DOUBLE, sql: joined`${sql}::DOUBLE` };
    return { name, type: typeOf(expression, scope) === 'date' ? DATE : TIMESTAMP_MS, sql };
  }),
  {
    name: paymentList,
    type: LIST(STRUCT({ at: TIMESTAMP_MS, amount: decimalType })),
    sql: statement(`list_transform(from_json(payments, '[{"at": "BIGINT", "amount": "VARCHAR"}]'),
      lambda payment: {'at': epoch_ms(payment.at)::TIMESTAMP_MS, 'amount': payment.amount::${decimalType}})`),
  },
];
const namesOf = (columns: readonly Column[]) => columns.map(({ name }) => `"${name}"`);
const definedNames = namesOf(snapshotColumns);
const columnNames = [...definedNames, ...namesOf(workedOutColumns)];
const definitions = definitionsOf(snapshotColumns);
const columnsInStocks = columnsOfStocks([...snapshotColumns, ...workedOutColumns].map(({ name }) => name));
const stockColumns = columnsInStocks.map((name) => `"${name}"`).join();
/** Whether what stands and what comes add the same to stocks. */
const sameInStocks = columnsInStocks
  .map((name) => `standing."${name}" IS NOT DISTINCT FROM newest."${name}"`)
  .join(' AND ');
const keyOfRows = `hash ${UBIGINT} NOT NULL`;
/** Those columns, of what has the fields; missing where a time is beyond what the store can hold. */
export const addedColumns = listed(
  workedOutColumns.map(({ name, sql }) => joined`TRY(${sql}) AS ${statement(name)}`),
  ', ',
);
/** The table of versions; its rows are appended by position. */
const versionsTable = `invoice_versions (${definitionsOf(versionColumns).join()})`;
/** The fields of a version, as SQL of the list of their texts. */
const unpackedFields = fieldCodecs.map(
  ({ name, codec }, index) => `${codec.fromText(`texts[${index + 1}]`)} AS "${name}"`,
);

/**
 * The tables of the present snapshots. What is settled grows with history and is rarely looked at as of
 * now; its rows lie in the order they were settled, so a figure of a period reads that period alone.
 * What is not, and every figure as of now is about, stays as small as the business is. The view
 * `invoices` is all of them.
 */
export const invoiceTables = ['unsettled_invoices', 'settled_invoices'] as const;

/** Which of them the row belongs in. */
const placeOf: Readonly<Record<(typeof invoiceTables)[number], string>> = {
  unsettled_invoices: `state IS DISTINCT FROM 'settled'`,
  settled_invoices: `state = 'settled'`,
};

/**
 * The amounts that figures add up over many rows. They are not compressed, which saved 8 bytes an
 * invoice: to unpack decimals of 38 digits takes four times as long as to add them up. A table of a
 * former version stays as it is.
 */
const uncompressed: Readonly<Record<(typeof invoiceTables)[number], readonly SnapshotField[]>> = {
  unsettled_invoices: ['amount', 'openAmount'],
  settled_invoices: ['amount'],
};

function storedDefinitions(table: (typeof invoiceTables)[number]): readonly string[] {
  const isKept = (name: string) => uncompressed[table].some((field) => field === name);
  return snapshotColumns.map(
    ({ name, type }) => `"${name}" ${type}${isKept(name) ? ' USING COMPRESSION uncompressed' : ''}`,
  );
}

/**
 * The hash that rows of snapshots are found by; two ids may share it. MD5 rather than the store's own
 * hash, which may be another in the next version of DuckDB.
 */
export const hashOf = (invoiceId: string): string => `md5_number_lower(${invoiceId})`;

/** What a snapshot is made of: when that changes, the invoices of the ledger are projected anew. */
const revision = `${recordVersion(0)}: ${definitions.join()}, packed`;

/**
 * Makes the tables of snapshots, and brings those of an earlier version up to date.
 *
 * `invoiceTables` have the present snapshot of each invoice. A transaction appends the versions that it
 * brings to `invoice_versions`, and they are merged now and then: replacing rows one group at a time
 * costs a look through the tables for each. Rows are found by the hash of their id, which is quicker
 * to look through than the ids; a primary key takes a quarter of a second for 500 rows among 1.4
 * million, and lives in memory. `snapshot_progress` says up to which of the ledger's invoices all have
 * a snapshot of this revision: null for all.
 */
export async function openInvoiceTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    'CREATE TABLE IF NOT EXISTS snapshot_progress (revision VARCHAR NOT NULL, projected_to BIGINT)',
  );
  const result = await connection.run('SELECT revision FROM snapshot_progress');
  const [known] = await result.getRows();
  const isKnown = known?.[0] === revision;
  // Of another revision, versions may be packed in another way. All invoices are projected anew.
  if (!isKnown) await connection.run('DROP TABLE IF EXISTS invoice_versions');
  // Without a note of what they are, rows may be found by another hash.
  if (!known)
    for (const table of [...(await formerTable(connection)), ...invoiceTables])
      await connection.run(`DROP TABLE IF EXISTS ${table}`);
  await connection.run(`CREATE TABLE IF NOT EXISTS ${versionsTable}`);
  for (const table of invoiceTables)
    await connection.run(`
      CREATE TABLE IF NOT EXISTS ${table} (${[keyOfRows, ...definitions].join()});
      ${definitions.map((column) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column};`).join('\n')}`);
  await divide(connection);
  for (const table of invoiceTables) await addColumns(connection, table);
  const all = invoiceTables.map((table) => `SELECT hash, ${columnNames.join()} FROM ${table}`);
  await connection.run(`CREATE OR REPLACE VIEW invoices AS ${all.join(' UNION ALL ')}`);
  await openStockRollup(connection);
  await mergeVersions(connection);
  await compactStocks(connection);
  if (isKnown) return;
  await connection.run(`
    CREATE OR REPLACE TABLE snapshot_progress AS SELECT '${revision}' AS revision, 0::BIGINT AS projected_to`);
}

/**
 * Adds what is worked out to a table that was made without some of it: all of it or nothing. The table
 * is written anew, because a store with little memory cannot change millions of rows in one transaction.
 * The rollup of stocks has to be, too: a table of before may have been given up for it.
 */
async function addColumns(
  connection: DuckDBConnection,
  table: (typeof invoiceTables)[number],
): Promise<void> {
  const result = await connection.run(
    `SELECT column_name FROM duckdb_columns() WHERE table_name = '${table}'`,
  );
  const known = new Set((await result.getRows()).map(([name]) => String(name)));
  if (workedOutColumns.every(({ name }) => known.has(name))) return;
  await inTransaction(connection, async () => {
    await forgetStocks(connection);
    await connection.run(
      `CREATE TABLE ${table}_anew (${[keyOfRows, ...storedDefinitions(table), ...definitionsOf(workedOutColumns)].join()})`,
    );
    await connection.run(
      `INSERT INTO ${table}_anew BY NAME
        SELECT hash, ${definedNames.join()}, ${addedColumns.sql} FROM ${table}`,
      [...addedColumns.values],
    );
    await connection.run(`DROP TABLE ${table}`);
    await connection.run(`ALTER TABLE ${table}_anew RENAME TO ${table}`);
  });
}

/** The one table that a former version kept snapshots in, if the file has it. */
async function formerTable(connection: DuckDBConnection): Promise<readonly string[]> {
  const result = await connection.run(`SELECT table_name FROM duckdb_tables() WHERE table_name = 'invoices'`);
  return (await result.getRows()).map(([name]) => String(name));
}

/** Divides the one table of a former version. */
async function divide(connection: DuckDBConnection): Promise<void> {
  for (const former of await formerTable(connection))
    await inTransaction(connection, async () => {
      for (const table of invoiceTables)
        await connection.run(
          `INSERT INTO ${table} BY NAME FROM ${former} WHERE ${placeOf[table]} ORDER BY "statusSince"`,
        );
      await connection.run(`DROP TABLE ${former}`);
    });
}

/** A snapshot as a row of `invoice_versions`. @throws {RangeError} when a column cannot hold a value exactly */
export function versionRow({ invoiceId, version, fields }: PackedSnapshot): Row {
  textsOf(fields).forEach((text, index) => {
    if (text !== null) fieldCodecs[index]?.codec.check(text);
  });
  return [invoiceId, BigInt(version), fields];
}

/** The snapshot of a row of a table of versions or snapshots; numbers come back without superfluous zeros. */
export function snapshotIn(row: QueryRow): InvoiceSnapshot {
  const fields: Partial<Record<SnapshotField, string>> = {};
  for (const { name, codec } of fieldCodecs) {
    const value = row[name];
    if (value !== null && value !== undefined) fields[name] = codec.decode(value);
  }
  return { invoiceId: String(row.invoiceId), version: Number(row.version), fields };
}

/** Whether two snapshots of an invoice say the same, whatever the zeros behind their decimals. */
export function sameFields(a: InvoiceSnapshot, b: InvoiceSnapshot): boolean {
  return sameValues(fieldCodecs, a.fields, b.fields);
}

/** Appends versions as part of the caller's transaction. */
export async function appendVersions(connection: DuckDBConnection, rows: readonly Row[]): Promise<void> {
  if (rows.length > 0) await appendRows(connection, 'invoice_versions', versionTypes, rows);
}

/**
 * What holds for each row that `newest` replaces, either the one or the other. No snapshot was made of
 * events that all came before the first of another one of its invoice, and rows lie about in the order
 * they were made: of a long history little is looked through. Each is a condition of its own, because the
 * store skips rows by a comparison and not by alternatives.
 */
async function conditionsOfReplaced(connection: DuckDBConnection): Promise<readonly string[]> {
  const result = await connection.run(`
    SELECT epoch_ms(min("firstReceivedAt")) FROM newest HAVING count("firstReceivedAt") = count(*)`);
  const [row] = await result.getRows();
  if (row?.[0] == null) return ['true'];
  // Rows of a former version do not say when their events came.
  return [`"lastReceivedAt" >= ${millisSql(Number(row[0]))}`, '"lastReceivedAt" IS NULL'];
}

/**
 * The rows of a table that are found by a hash of `newest`: looked for once, by the narrowest column, then
 * read where they are.
 */
function possiblyReplaced(table: string, conditions: readonly string[]): string {
  const rows = conditions.map(
    (condition) => `SELECT rowid FROM ${table} WHERE hash IN (SELECT hash FROM newest) AND ${condition}`,
  );
  return `SELECT '${table}' AS place, rowid AS row, "invoiceId", version, ${stockColumns} FROM ${table}
    WHERE rowid IN (${rows.join(' UNION ALL ')})`;
}

/**
 * Puts the newest version of each invoice in its place, and moves the stocks with it: all of them or
 * none. Of two equal ones the later stands, so that one projected anew takes the place of one that
 * was altered.
 * @returns how many rows that took in the rollup of stocks
 */
export function mergeVersions(connection: DuckDBConnection): Promise<number> {
  return inTransaction(connection, async () => {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE newest AS SELECT *, ${addedColumns.sql} FROM (
        SELECT ${hashOf('"invoiceId"')} AS hash, "invoiceId", version, ${unpackedFields.join(', ')} FROM (
          SELECT "invoiceId", version, from_json(fields, '["VARCHAR"]') AS texts FROM (
            SELECT *, row_number() OVER (PARTITION BY "invoiceId" ORDER BY version DESC, rowid DESC) AS place
            FROM invoice_versions)
          WHERE place = 1))`,
      [...addedColumns.values],
    );
    const conditions = await conditionsOfReplaced(connection);
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE standing AS
      SELECT found.*, newest.version AS coming
      FROM (${invoiceTables.map((table) => possiblyReplaced(table, conditions)).join(' UNION ALL ')}) AS found
        JOIN newest USING ("invoiceId")`);
    await connection.run(`
      DELETE FROM newest USING standing
      WHERE standing."invoiceId" = newest."invoiceId" AND standing.version > newest.version`);
    await connection.run('DELETE FROM standing WHERE version > coming');
    // Most events change nothing that a stock rests on. Of an invoice with copies all have to go.
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE unmoved AS
      SELECT standing."invoiceId" FROM standing JOIN newest USING ("invoiceId") WHERE ${sameInStocks}
        AND (SELECT count(*) = count(DISTINCT "invoiceId") FROM standing)`);
    const moving = 'WHERE "invoiceId" NOT IN (FROM unmoved)';
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE ${movedRows} AS
      SELECT -1 AS sign, ${stockColumns} FROM standing ${moving}
      UNION ALL SELECT 1 AS sign, ${stockColumns} FROM newest ${moving}`);
    const changes = await moveStocks(connection);
    const places = await connection.run('SELECT DISTINCT place FROM standing');
    for (const [table] of await places.getRows())
      await connection.run(
        `DELETE FROM ${table} WHERE rowid IN (SELECT row FROM standing WHERE place = '${table}')`,
      );
    for (const table of invoiceTables)
      await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM newest WHERE ${placeOf[table]}`);
    await connection.run('DELETE FROM invoice_versions');
    return changes;
  });
}
