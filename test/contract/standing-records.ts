import type { MeasureRecord } from '../../functions/core/measures.ts';
import type { DuckDbTimeSeries } from '../../local/adapters/duckdb-time-series.ts';
import { decodeRecord, eventColumns } from '../../local/adapters/time-series-columns.ts';

/** Every record that stands in the store. */
export async function standingRecords({ query }: Pick<DuckDbTimeSeries, 'query'>): Promise<MeasureRecord[]> {
  const rows = await query('SELECT * FROM events');
  return rows.map((row) => decodeRecord(eventColumns.map(({ name }) => row[name] ?? null)));
}
