import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** Rows of one data chunk: the size of DuckDB's vectors. */
const chunkRows = 2_048;

/** A row's values, in the order of its table's columns. */
export type Row = readonly DuckDBValue[];

/** Appends rows, given in the table's column order, to a table; part of the connection's transaction. */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  rows: readonly Row[],
): Promise<void> {
  const appender = await connection.createAppender(table);
  for (let start = 0; start < rows.length; start += chunkRows) {
    const part = rows.slice(start, start + chunkRows);
    const chunk = DuckDBDataChunk.create(types, part.length);
    types.forEach((_, column) => {
      chunk.setColumnValues(
        column,
        part.map((row) => row[column] ?? null),
      );
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
