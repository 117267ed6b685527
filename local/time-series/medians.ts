import { type MedianTable, medianDatabase } from './expression-sql.ts';
import type { Query } from './queries.ts';

/** The tables of medians that figures rest on. */
export interface Medians {
  /** Makes those of them that are missing or too old, and has those made anew that soon will be. */
  make(tables: readonly MedianTable[]): Promise<void>;
}

/** When a table is dropped that nobody has asked for: of another day, mostly. */
const keptMs = 3_600_000;

/** Makes the place of the tables: all connections share it, and the file knows nothing of it. */
export async function openMedianDatabase(query: Query): Promise<void> {
  await query(`ATTACH ':memory:' AS ${medianDatabase}`);
}

/**
 * Tables of medians, in memory. They are of the settled invoices of months, which a few new ones hardly
 * change, and take longer than all that is read with them: whoever asks when half their time is over
 * has them made anew and does not wait.
 * @param query reads beside the connection that reads figures, which would wait for it otherwise
 * @param maxAgeMs how far they may be behind what was written; with 0 each reading makes them anew
 * @param elapsed ms of a clock that never goes back
 */
export function mediansOn(
  query: Query,
  maxAgeMs: number,
  elapsed: () => number = () => performance.now(),
): Medians {
  const madeAt = new Map<string, number>();
  const making = new Map<string, Promise<void>>();
  const makeAnew = async ({ name, rows }: MedianTable): Promise<void> => {
    const startedAt = elapsed();
    await query(`CREATE OR REPLACE TABLE ${medianDatabase}.${name} AS ${rows.sql}`, [...rows.values]);
    madeAt.set(name, startedAt);
  };
  const made = (table: MedianTable): Promise<void> => {
    const known = maxAgeMs > 0 ? making.get(table.name) : undefined;
    if (known) return known;
    const now = makeAnew(table).finally(() => making.delete(table.name));
    making.set(table.name, now);
    return now;
  };
  const dropOld = async () => {
    for (const [name, at] of madeAt)
      if (elapsed() - at > maxAgeMs + keptMs) {
        madeAt.delete(name);
        await query(`DROP TABLE IF EXISTS ${medianDatabase}.${name}`);
      }
  };
  return {
    async make(tables) {
      for (const table of tables) {
        const age = elapsed() - (madeAt.get(table.name) ?? Number.NEGATIVE_INFINITY);
        if (age < maxAgeMs / 2) continue;
        const anew = made(table);
        // What fails now fails again for whoever has to wait for it.
        if (age < maxAgeMs) anew.catch(() => {});
        else await anew;
      }
      if (tables.length > 0) await dropOld();
    },
  };
}
