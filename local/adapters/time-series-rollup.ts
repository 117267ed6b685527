import { BIGINT, type DuckDBConnection, TIMESTAMP_MS, VARCHAR } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures.ts';
import { appendRows } from './duckdb-append.ts';
import {
  decimalScale,
  decimalType,
  decimalValue,
  decimalWidth,
  millisValue,
  scaledDecimal,
} from './time-series-columns.ts';

const columns = `
  minute TIMESTAMP_MS NOT NULL, stage VARCHAR NOT NULL, status VARCHAR NOT NULL, currency VARCHAR NOT NULL,
  count BIGINT NOT NULL, amount DECIMAL(${decimalWidth}, ${decimalScale}) NOT NULL`;

/** Tables of the rollup: events and their amounts per received minute, stage, status and currency. */
export const rollupTables = `
  CREATE TABLE IF NOT EXISTS rollup (${columns});
  CREATE TEMP TABLE rollup_deltas (${columns});`;

const minuteMs = 60_000n;

interface Delta {
  readonly minute: bigint;
  readonly stage: string;
  readonly status: string;
  readonly currency: string;
  count: bigint;
  /** In 10^-12 of the currency. */
  amount: bigint;
}

/** Signed changes to the rollup: what a transaction adds to the events counts up, what it takes away counts down. */
export class RollupDeltas {
  readonly #deltas = new Map<string, Delta>();

  add(record: MeasureRecord): void {
    this.#count(record, 1n);
  }

  subtract(record: MeasureRecord): void {
    this.#count(record, -1n);
  }

  #count({ dimensions, measures }: MeasureRecord, sign: bigint): void {
    const { stage, status, currency } = dimensions;
    const receivedAt = BigInt(measures.receivedAt ?? 0);
    const minute = receivedAt - (((receivedAt % minuteMs) + minuteMs) % minuteMs);
    const key = `${minute}\u0000${stage}\u0000${status}\u0000${currency}`;
    const delta = this.#deltas.get(key) ?? { minute, stage, status, currency, count: 0n, amount: 0n };
    delta.count += sign;
    delta.amount += sign * scaledDecimal(measures.amount ?? '0');
    this.#deltas.set(key, delta);
  }

  /** Applies the changes; part of the caller's transaction. */
  async apply(connection: DuckDBConnection): Promise<void> {
    const deltas = [...this.#deltas.values()].filter(({ count, amount }) => count !== 0n || amount !== 0n);
    if (deltas.length === 0) return;
    const minutes = deltas.map(({ minute }) => minute);
    const [first, last] = [
      minutes.reduce((a, b) => (a < b ? a : b)),
      minutes.reduce((a, b) => (a > b ? a : b)),
    ];
    await appendRows(
      connection,
      { table: 'rollup_deltas', catalog: 'temp' },
      [TIMESTAMP_MS, VARCHAR, VARCHAR, VARCHAR, BIGINT, decimalType],
      deltas.map((d) => [
        millisValue(d.minute),
        d.stage,
        d.status,
        d.currency,
        d.count,
        decimalValue(d.amount),
      ]),
    );
    // The range is written out, as only a constant lets the store skip what lies outside it.
    const updated = await connection.run(`
      UPDATE rollup SET count = rollup.count + d.count, amount = rollup.amount + d.amount FROM rollup_deltas d
      WHERE rollup.minute BETWEEN epoch_ms(${first}) AND epoch_ms(${last}) AND rollup.minute = d.minute
        AND rollup.stage = d.stage AND rollup.status = d.status AND rollup.currency = d.currency`);
    if (updated.rowsChanged < deltas.length)
      await connection.run(`
        INSERT INTO rollup FROM rollup_deltas d ANTI JOIN (
          FROM rollup WHERE minute BETWEEN epoch_ms(${first}) AND epoch_ms(${last})
        ) USING (minute, stage, status, currency)`);
    await connection.run('TRUNCATE rollup_deltas');
  }
}
