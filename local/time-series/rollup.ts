import { BIGINT, type DuckDBConnection, TIMESTAMP_MS, VARCHAR } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import {
  decimalScale,
  decimalType,
  decimalValue,
  decimalWidth,
  millisValue,
  scaledDecimal,
} from './columns.ts';
import { appendRows } from './duckdb-append.ts';
import { inTransaction } from './in-transaction.ts';

const amountType = `DECIMAL(${decimalWidth}, ${decimalScale})`;
const columns = `
  minute TIMESTAMP_MS NOT NULL, stage VARCHAR NOT NULL, status VARCHAR NOT NULL, currency VARCHAR NOT NULL,
  count BIGINT NOT NULL, amount ${amountType} NOT NULL`;

/**
 * The rollup: number of events that count and their amounts per received minute, stage, status and
 * currency. A transaction appends its signed changes (changing rows in place costs ten times as much),
 * which are added up now and then; whoever reads the view sees the exact sums at any time. Who adds
 * up anyway reads its parts, which is several times as quick.
 */
export const rollupTables = `
  CREATE TABLE IF NOT EXISTS rollup_changes (${columns});
  CREATE TABLE IF NOT EXISTS rollup_sums (${columns});
  CREATE OR REPLACE VIEW rollup_parts AS FROM rollup_changes UNION ALL FROM rollup_sums;
  CREATE OR REPLACE VIEW rollup AS
    SELECT minute, stage, status, currency, sum(count)::BIGINT AS count, sum(amount)::${amountType} AS amount
    FROM rollup_parts
    GROUP BY minute, stage, status, currency
    HAVING sum(count) <> 0 OR sum(amount) <> 0;`;

/** Adds the changes up; in a transaction of its own. */
export function compactRollup(connection: DuckDBConnection): Promise<void> {
  return inTransaction(connection, async () => {
    await connection.run(`
      INSERT INTO rollup_sums
      SELECT minute, stage, status, currency, sum(count), sum(amount) FROM rollup_changes GROUP BY ALL
      ORDER BY minute`);
    await connection.run('DELETE FROM rollup_changes');
  });
}

const minuteMs = 60_000n;

interface Change {
  readonly minute: bigint;
  readonly stage: string;
  readonly status: string;
  readonly currency: string;
  count: bigint;
  /** In 10^-12 of the currency. */
  amount: bigint;
}

/**
 * Signed changes to the rollup: what a transaction adds to the events counts up, what it takes away counts
 * down. Records that do not count are no part of it.
 */
export class RollupChanges {
  readonly #changes = new Map<string, Change>();

  add(record: MeasureRecord): void {
    this.#count(record, 1n);
  }

  subtract(record: MeasureRecord): void {
    this.#count(record, -1n);
  }

  #count({ dimensions, measures }: MeasureRecord, sign: bigint): void {
    if (measures.disregarded === 'true') return;
    const { stage, status, currency } = dimensions;
    const receivedAt = BigInt(measures.receivedAt ?? 0);
    const minute = receivedAt - (((receivedAt % minuteMs) + minuteMs) % minuteMs);
    const key = `${minute}\u0000${stage}\u0000${status}\u0000${currency}`;
    const change = this.#changes.get(key) ?? { minute, stage, status, currency, count: 0n, amount: 0n };
    change.count += sign;
    change.amount += sign * scaledDecimal(measures.amount ?? '0');
    this.#changes.set(key, change);
  }

  /** Appends the changes as part of the caller's transaction. @returns how many there are */
  async append(connection: DuckDBConnection): Promise<number> {
    const changes = [...this.#changes.values()].filter(({ count, amount }) => count !== 0n || amount !== 0n);
    if (changes.length > 0)
      await appendRows(
        connection,
        'rollup_changes',
        [TIMESTAMP_MS, VARCHAR, VARCHAR, VARCHAR, BIGINT, decimalType],
        changes.map((change) => [
          millisValue(change.minute),
          change.stage,
          change.status,
          change.currency,
          change.count,
          decimalValue(change.amount),
        ]),
      );
    return changes.length;
  }
}
