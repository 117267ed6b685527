import Big from 'big.js';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { decodeRecord, eventColumns } from '../../local/time-series/columns.ts';
import type { DuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { snapshotIn } from '../../local/time-series/invoices.ts';

type Readable = Pick<DuckDbTimeSeries, 'query'>;

/** Every record that stands in the store. */
export async function standingRecords({ query }: Readable): Promise<MeasureRecord[]> {
  const rows = await query('SELECT * FROM events');
  return rows.map((row) => decodeRecord(eventColumns.map(({ name }) => row[name] ?? null)));
}

/** Every snapshot that stands in the store, in the order of their invoices. */
export async function standingSnapshots({
  query,
  merge,
}: Pick<DuckDbTimeSeries, 'query' | 'merge'>): Promise<InvoiceSnapshot[]> {
  await merge();
  return (await query('SELECT * FROM invoices ORDER BY "invoiceId"')).map(snapshotIn);
}

/** Events and their amount by received minute (ms since the epoch), stage, status and currency. */
export type Rollup = Readonly<Record<string, { readonly count: number; readonly amount: string }>>;

/** The rollup as the store keeps it. */
export async function storedRollup({ query }: Readable): Promise<Rollup> {
  const rows = await query('SELECT *, epoch_ms(minute) AS ms FROM rollup');
  return Object.fromEntries(
    rows.map(({ ms, stage, status, currency, count, amount }) => [
      [ms, stage, status, currency].join(),
      { count: Number(count), amount: new Big(String(amount)).toFixed() },
    ]),
  );
}

/** The rollup as it follows from the records themselves. */
export function recomputedRollup(records: readonly MeasureRecord[]): Rollup {
  const counting = records.filter(({ measures }) => measures.disregarded !== 'true');
  const groups = Map.groupBy(counting, ({ dimensions: { stage, status, currency }, measures }) =>
    [Math.floor(Number(measures.receivedAt) / 60_000) * 60_000, stage, status, currency].join(),
  );
  return Object.fromEntries(
    [...groups].map(([key, group]) => [
      key,
      {
        count: group.length,
        amount: group.reduce((sum, { measures }) => sum.plus(measures.amount ?? 0), new Big(0)).toFixed(),
      },
    ]),
  );
}

/** What stocks gained and lost, as the store keeps it: count and sum by grain, stock, time and dimensions. */
export async function storedStocks({
  query,
  merge,
}: Pick<DuckDbTimeSeries, 'query' | 'merge'>): Promise<Rollup> {
  await merge();
  const rows = await query(`
    SELECT to_json(stocks)::VARCHAR AS of, sum(count) AS count, sum(sum) AS sum
    FROM (SELECT struct_pack(grain, stock, since, currency, "vendorCountry", producer, "documentType") AS stocks,
      count, sum FROM stock_rollup)
    GROUP BY stocks HAVING sum(count) <> 0 OR sum(sum) <> 0`);
  return Object.fromEntries(
    rows.map(({ of, count, sum }) => [
      String(of),
      { count: Number(count), amount: new Big(String(sum)).toFixed() },
    ]),
  );
}
