import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';

/** Values bound to a query's `?`, in their order. */
export type QueryParameters = DuckDBValue[];
/** A row by column name. */
export type QueryRow = Readonly<Record<string, DuckDBValue>>;
/** Runs SQL on what is visible. */
export type Query = (sql: string, parameters?: QueryParameters) => Promise<readonly QueryRow[]>;

/** Queries of one connection, one after the other: a connection runs one at a time. */
export function queriesOn(connection: DuckDBConnection): Query {
  let last: Promise<unknown> = Promise.resolve();
  return (sql, parameters) => {
    const rows = last.then(async () => (await connection.run(sql, parameters)).getRowObjects());
    last = rows.catch(() => {});
    return rows;
  };
}

/** The stage that a column holds. @throws {TypeError} when the cell does not know it */
export function stageOf(name: DuckDBValue | undefined): Stage {
  const stage = stages.find((each) => each === name);
  if (stage) return stage;
  throw new TypeError(`The store holds a stage the cell does not know: ${String(name)}`);
}

/** The text of a column; null where there is none. */
export function textOrNull(value: DuckDBValue | undefined): string | null {
  return value == null ? null : String(value);
}

/** Number of visible events of each stage: those of the rollup, and those that no figure counts. */
export async function countByStage(query: Query): Promise<Record<Stage, number>> {
  const counts = byStage(() => 0);
  const rows = await query(`
    SELECT stage, sum(count) AS events FROM rollup GROUP BY stage
    UNION ALL SELECT stage, count(*) AS events FROM events WHERE disregarded GROUP BY stage`);
  for (const { stage, events } of rows) counts[stageOf(stage)] += Number(events);
  return counts;
}

/** Newest `receivedAt`, ms since the epoch. */
export async function newestReceivedMs(query: Query): Promise<number | undefined> {
  const [row] = await query('SELECT epoch_ms(max("receivedAt")) AS newest FROM events');
  return row?.newest === null || row === undefined ? undefined : Number(row.newest);
}
