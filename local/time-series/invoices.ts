import { BIGINT, type DuckDBConnection, type DuckDBValue, UBIGINT, VARCHAR } from '@duckdb/node-api';
import {
  type InvoiceSnapshot,
  snapshotFields,
  snapshotTypes,
} from '../../functions/core/measures/invoice-snapshot.ts';
import { type Column, codecs } from './columns.ts';
import { appendRows } from './duckdb-append.ts';

const fieldCodecs = snapshotFields.map((name) => ({ name, codec: codecs[snapshotTypes[name]] }));

/** The columns of a snapshot: invoice and version, then the fields. */
const snapshotColumns: readonly Column[] = [
  { name: 'invoiceId', type: VARCHAR },
  { name: 'version', type: BIGINT },
  ...fieldCodecs.map(({ name, codec }) => ({ name, type: codec.type })),
];
const columnTypes = snapshotColumns.map(({ type }) => type);
const definitions = snapshotColumns.map(({ name, type }) => `"${name}" ${type}`).join(', ');

/**
 * The table `invoices` has the present snapshot of each invoice. A transaction appends the versions
 * that it brings to `invoice_versions`, and they are merged now and then: replacing rows one group
 * at a time costs a look through the table for each. Rows are found by the hash of their id, which
 * is quicker to look through than the ids; a primary key takes a quarter of a second for 500 rows
 * among 1.4 million, and lives in memory.
 */
export const invoiceTables = `
  CREATE TABLE IF NOT EXISTS invoice_versions (${definitions});
  CREATE TABLE IF NOT EXISTS invoices (${definitions}, hash ${UBIGINT} NOT NULL);`;

/** A snapshot as a row of `invoice_versions`. @throws {RangeError} when a column cannot hold a value exactly */
export function snapshotRow({ invoiceId, version, fields }: InvoiceSnapshot): readonly DuckDBValue[] {
  const row: DuckDBValue[] = [invoiceId, BigInt(version)];
  for (const { name, codec } of fieldCodecs) {
    const text = fields[name];
    row.push(text === undefined ? null : codec.encode(text));
  }
  return row;
}

/** Appends versions as part of the caller's transaction. */
export async function appendVersions(
  connection: DuckDBConnection,
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  if (rows.length > 0) await appendRows(connection, 'invoice_versions', columnTypes, rows);
}

/**
 * Puts the newest version of each invoice in its place, all of them or none. Of two equal ones either
 * stands: they were projected from the same facts.
 */
export async function mergeVersions(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN TRANSACTION');
  try {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE newest AS
        SELECT * EXCLUDE (place), hash("invoiceId") AS hash FROM (
          SELECT *, row_number() OVER (PARTITION BY "invoiceId" ORDER BY version DESC) AS place
          FROM invoice_versions)
        WHERE place = 1`);
    await connection.run(`
      DELETE FROM newest USING invoices AS standing
      WHERE standing.hash = newest.hash AND standing."invoiceId" = newest."invoiceId"
        AND standing.version > newest.version`);
    await connection.run(`
      DELETE FROM invoices USING newest
      WHERE invoices.hash = newest.hash AND invoices."invoiceId" = newest."invoiceId"`);
    await connection.run('INSERT INTO invoices SELECT * FROM newest');
    await connection.run('DELETE FROM invoice_versions');
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
