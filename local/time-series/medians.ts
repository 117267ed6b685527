import type { MedianTable } from './expression-sql.ts';
import type { Query } from './queries.ts';

/** The tables of medians that figures rest on. */
export interface Medians {
  /** Makes those of them that are missing or too old. */
  make(tables: readonly MedianTable[]): Promise<void>;
}

/** When a table is dropped that nobody has asked for: of another day, mostly. */
const keptMs = 3_600_000;

/**
 * Tables of medians, made for the connection alone. They are of the settled invoices of months, which a
 * few new ones hardly change, and take longer than all that is read with them.
 * @param maxAgeMs how far they may be behind what was written; with 0 each reading makes them anew
 * @param elapsed ms of a clock that never goes back
 */
export function mediansOn(
  query: Query,
  maxAgeMs: number,
  elapsed: () => number = () => performance.now(),
): Medians {
  const madeAt = new Map<string, number>();
  const dropOld = async () => {
    for (const [name, at] of madeAt)
      if (elapsed() - at > maxAgeMs + keptMs) {
        madeAt.delete(name);
        await query(`DROP TABLE IF EXISTS ${name}`);
      }
  };
  return {
    async make(tables) {
      for (const { name, rows } of tables) {
        const at = madeAt.get(name);
        if (at !== undefined && elapsed() - at < maxAgeMs) continue;
        const startedAt = elapsed();
        await query(`CREATE OR REPLACE TEMP TABLE ${name} AS ${rows.sql}`, [...rows.values]);
        madeAt.set(name, startedAt);
      }
      if (tables.length > 0) await dropOld();
    },
  };
}
