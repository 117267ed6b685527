import type { DuckDBConnection } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { decodeRecord, eventColumns, identityOf, millisSql } from './columns.ts';
import { appendRows, type Row } from './duckdb-append.ts';
import type { Staged } from './group.ts';
import { inTransaction } from './in-transaction.ts';
import { appendVersions } from './invoices.ts';
import { judge } from './judge.ts';
import type { RecentTimes } from './recent-times.ts';
import { RollupChanges } from './rollup.ts';

const columnList = eventColumns.map(({ name }) => `"${name}"`).join(', ');
const columnTypes = eventColumns.map(({ type }) => type);

/** The table of the records that stand. No index: a primary key over tens of millions of rows would live in memory. */
export const eventsTable = `CREATE TABLE IF NOT EXISTS events (${eventColumns
  .map(({ name, type }) => `"${name}" ${type}`)
  .join(', ')})`;

/**
 * Adds the columns of measures that a file was made without; empty in its records. They come last,
 * as rows are appended by position.
 */
export const laterColumns = eventColumns
  .map(({ name, type }) => `ALTER TABLE events ADD COLUMN IF NOT EXISTS "${name}" ${type};`)
  .join('\n');

/** A record of the table and where it lies. */
interface Standing {
  readonly record: MeasureRecord;
  readonly rowid: bigint;
}

/** What a transaction made of the staged records. */
export interface Outcome {
  /** Records that no other stood in the place of. */
  readonly added: readonly MeasureRecord[];
  readonly refused: ReadonlySet<Staged>;
  /** Rows appended to the rollup. */
  readonly rollupChanges: number;
}

/** A received time farther than this, in ms, from the next one starts a range of its own. */
const rangeGapMs = 10 * 60_000;

const receivedAt = ({ record }: { readonly record: MeasureRecord }): number =>
  Number(record.measures.receivedAt);

/** Things whose records' received times lie close together, and the SQL condition that they were received then. */
interface Range<T> {
  readonly items: readonly T[];
  readonly condition: string;
}

function rangesOf<T extends { readonly record: MeasureRecord }>(items: readonly T[]): readonly Range<T>[] {
  const ranges: { items: T[]; first: number; last: number }[] = [];
  for (const item of items.toSorted((a, b) => receivedAt(a) - receivedAt(b))) {
    const range = ranges.at(-1);
    const time = receivedAt(item);
    if (range && time - range.last <= rangeGapMs) {
      range.items.push(item);
      range.last = time;
    } else ranges.push({ items: [item], first: time, last: time });
  }
  return ranges.map(({ items: of, first, last }) => ({
    items: of,
    condition: `"receivedAt" BETWEEN ${millisSql(first)} AND ${millisSql(last)}`,
  }));
}

/**
 * The standing records that may be of the same identity. `receivedAt` is a property of the fact, so it is the same in every version of
 * a record, and rows lie in the order they were received: only the few row groups of that time are
 * read, whatever the events' own times are.
 */
async function findStanding(
  connection: DuckDBConnection,
  wanted: readonly Staged[],
): Promise<ReadonlyMap<string, Standing>> {
  const found = new Map<string, Standing>();
  for (const { items, condition } of rangesOf(wanted)) {
    const times = items.map(({ record }) => record.timeNs).join();
    const result = await connection.run(`
      SELECT rowid, ${columnList} FROM events WHERE ${condition}
        AND "time" IN (SELECT make_timestamp_ns(unnest('[${times}]'::BIGINT[])))`);
    for (const [rowid, ...row] of await result.getRows()) {
      const record = decodeRecord(row);
      found.set(identityOf(record), { record, rowid: BigInt(String(rowid)) });
    }
  }
  return found;
}

/**
 * Writes the staged records, their share of the rollup and the versions of invoices that came with them:
 * all of it or, when it throws, nothing.
 * @param recent knows which records need not be looked for
 */
export function writeStaged(
  connection: DuckDBConnection,
  byIdentity: ReadonlyMap<string, Staged>,
  versions: readonly Row[],
  recent: RecentTimes,
): Promise<Outcome> {
  return inTransaction(connection, async () => {
    const outcome = await apply(connection, byIdentity, recent);
    await appendVersions(connection, versions);
    return outcome;
  });
}

async function apply(
  connection: DuckDBConnection,
  byIdentity: ReadonlyMap<string, Staged>,
  recent: RecentTimes,
): Promise<Outcome> {
  const standing = await findStanding(
    connection,
    [...byIdentity.values()].filter(({ record }) => !recent.isNew(record)),
  );
  const changes = new RollupChanges();
  const added: MeasureRecord[] = [];
  const rows: Row[] = [];
  const replaced: Standing[] = [];
  const refused = new Set<Staged>();
  for (const [identity, staged] of byIdentity) {
    const { record } = staged;
    const before = standing.get(identity);
    const verdict = before && judge(record, before.record);
    if (verdict === 'refused') refused.add(staged);
    if (verdict === 'refused' || verdict === 'settled') continue;
    if (before) {
      replaced.push(before);
      changes.subtract(before.record);
    } else added.push(record);
    changes.add(record);
    rows.push(staged.row);
  }
  for (const { items, condition } of rangesOf(replaced))
    await connection.run(
      `DELETE FROM events WHERE ${condition} AND rowid IN (${items.map(({ rowid }) => rowid).join()})`,
    );
  if (rows.length > 0) await appendRows(connection, 'events', columnTypes, rows);
  return { added, refused, rollupChanges: await changes.append(connection) };
}
