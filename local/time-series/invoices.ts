import { BIGINT, type DuckDBConnection, type DuckDBValue, UBIGINT, VARCHAR } from '@duckdb/node-api';
import {
  type InvoiceSnapshot,
  type SnapshotField,
  snapshotFields,
  snapshotTypes,
} from '../../functions/core/measures/invoice-snapshot.ts';
import { recordVersion } from '../../functions/core/measures/measures.ts';
import { type Column, codecs, sameValues } from './columns.ts';
import { appendRows, type Row } from './duckdb-append.ts';
import { inTransaction } from './in-transaction.ts';
import type { QueryRow } from './queries.ts';

const fieldCodecs = snapshotFields.map((name) => ({ name, codec: codecs[snapshotTypes[name]] }));

/** The columns of a snapshot: invoice and version, then the fields. */
const snapshotColumns: readonly Column[] = [
  { name: 'invoiceId', type: VARCHAR },
  { name: 'version', type: BIGINT },
  ...fieldCodecs.map(({ name, codec }) => ({ name, type: codec.type })),
];
const columnTypes = snapshotColumns.map(({ type }) => type);
const definitions = snapshotColumns.map(({ name, type }) => `"${name}" ${type}`);

/**
 * The hash that rows of `invoices` are found by; two ids may share it. MD5 rather than the store's own
 * hash, which may be another in the next version of DuckDB.
 */
export const hashOf = (invoiceId: string): string => `md5_number_lower(${invoiceId})`;

/** What a snapshot is made of: when that changes, the invoices of the ledger are projected anew. */
const revision = `${recordVersion(0)}: ${definitions.join()}`;

/**
 * Makes the tables of snapshots, and brings those of an earlier version up to date.
 *
 * `invoices` has the present snapshot of each invoice. A transaction appends the versions that it
 * brings to `invoice_versions`, and they are merged now and then: replacing rows one group at a time
 * costs a look through the table for each. Rows are found by the hash of their id, which is quicker
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
  // Without a note of what they are, rows may be found by another hash.
  if (!known) await connection.run('DROP TABLE IF EXISTS invoice_versions; DROP TABLE IF EXISTS invoices');
  await connection.run(`
    CREATE TABLE IF NOT EXISTS invoice_versions (${definitions.join()});
    CREATE TABLE IF NOT EXISTS invoices (hash ${UBIGINT} NOT NULL, ${definitions.join()});
    ${definitions.map((column) => `ALTER TABLE invoices ADD COLUMN IF NOT EXISTS ${column};`).join('\n')}`);
  await mergeVersions(connection);
  // Rows are appended to it by position: it has the present columns, and no other.
  await connection.run(`CREATE OR REPLACE TABLE invoice_versions (${definitions.join()})`);
  if (known?.[0] === revision) return;
  await connection.run(`
    CREATE OR REPLACE TABLE snapshot_progress AS SELECT '${revision}' AS revision, 0::BIGINT AS projected_to`);
}

/** A snapshot as a row of `invoice_versions`. @throws {RangeError} when a column cannot hold a value exactly */
export function snapshotRow({ invoiceId, version, fields }: InvoiceSnapshot): Row {
  const row: DuckDBValue[] = [invoiceId, BigInt(version)];
  for (const { name, codec } of fieldCodecs) {
    const text = fields[name];
    row.push(text === undefined ? null : codec.encode(text));
  }
  return row;
}

/** The snapshot of a row of either table; numbers come back without superfluous zeros. */
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
  if (rows.length > 0) await appendRows(connection, 'invoice_versions', columnTypes, rows);
}

/**
 * Puts the newest version of each invoice in its place, all of them or none. Of two equal ones the
 * later stands, so that one projected anew takes the place of one that was altered.
 */
export function mergeVersions(connection: DuckDBConnection): Promise<void> {
  return inTransaction(connection, async () => {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE newest AS
        SELECT * EXCLUDE (place), ${hashOf('"invoiceId"')} AS hash FROM (
          SELECT *, row_number() OVER (PARTITION BY "invoiceId" ORDER BY version DESC, rowid DESC) AS place
          FROM invoice_versions)
        WHERE place = 1`);
    await connection.run(`
      DELETE FROM newest USING invoices AS standing
      WHERE standing.hash = newest.hash AND standing."invoiceId" = newest."invoiceId"
        AND standing.version > newest.version`);
    await connection.run(`
      DELETE FROM invoices USING newest
      WHERE invoices.hash = newest.hash AND invoices."invoiceId" = newest."invoiceId"`);
    await connection.run('INSERT INTO invoices BY NAME SELECT * FROM newest');
    await connection.run('DELETE FROM invoice_versions');
  });
}
