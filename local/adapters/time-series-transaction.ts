import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures.ts';
import { appendRows } from './duckdb-append.ts';
import { decodeRecord, eventColumns, identityOf } from './time-series-columns.ts';
import type { Staged } from './time-series-group.ts';
import { judge } from './time-series-judge.ts';
import type { RecentTimes } from './time-series-recent.ts';
import { RollupChanges } from './time-series-rollup.ts';

const columnList = eventColumns.map(({ name }) => `"${name}"`).join(', ');
const columnTypes = eventColumns.map(({ type }) => type);

/** The table of the records that stand. No index: a primary key over tens of millions of rows would live in memory. */
export const eventsTable = `CREATE TABLE IF NOT EXISTS events (${eventColumns
  .map(({ name, type }) => `"${name}" ${type}`)
  .join(', ')})`;

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

const receivedAt = (record: MeasureRecord): number => Number(record.measures.receivedAt);

/** Records whose received times lie close together. */
function rangesOf(records: readonly MeasureRecord[]): readonly MeasureRecord[][] {
  const ranges: MeasureRecord[][] = [];
  for (const record of records.toSorted((a, b) => receivedAt(a) - receivedAt(b))) {
    const range = ranges.at(-1);
    const last = range?.at(-1);
    if (range && last && receivedAt(record) - receivedAt(last) <= rangeGapMs) range.push(record);
    else ranges.push([record]);
  }
  return ranges;
}

/**
 * The standing records that may be of the same identity. `receivedAt` is a property of the fact, so it is the same in every version of
 * a record, and rows lie in the order they were received: only the few row groups of that time are
 * read, whatever the events' own times are.
 */
async function findStanding(
  connection: DuckDBConnection,
  records: readonly MeasureRecord[],
): Promise<ReadonlyMap<string, Standing>> {
  const found = new Map<string, Standing>();
  for (const range of rangesOf(records)) {
    const [first, last] = [range[0], range.at(-1)];
    if (!first || !last) continue;
    // Numbers are written out, as only constants let the store skip what lies outside the range.
    const times = range.map(({ timeNs }) => timeNs).join();
    const result = await connection.run(`
      SELECT rowid, ${columnList} FROM events
      WHERE "receivedAt" BETWEEN epoch_ms(${receivedAt(first)}) AND epoch_ms(${receivedAt(last)})
        AND "time" IN (SELECT make_timestamp_ns(unnest('[${times}]'::BIGINT[])))`);
    for (const [rowid, ...row] of await result.getRows()) {
      const record = decodeRecord(row);
      found.set(identityOf(record), { record, rowid: BigInt(String(rowid)) });
    }
  }
  return found;
}

/**
 * Writes the staged records and their share of the rollup: all of it or, when it throws, nothing.
 * @param recent knows which records need not be looked for
 */
export async function writeStaged(
  connection: DuckDBConnection,
  byIdentity: ReadonlyMap<string, Staged>,
  recent: RecentTimes,
): Promise<Outcome> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const outcome = await apply(connection, byIdentity, recent);
    await connection.run('COMMIT');
    return outcome;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function apply(
  connection: DuckDBConnection,
  byIdentity: ReadonlyMap<string, Staged>,
  recent: RecentTimes,
): Promise<Outcome> {
  const standing = await findStanding(
    connection,
    [...byIdentity.values()].flatMap(({ record }) => (recent.isNew(record) ? [] : [record])),
  );
  const changes = new RollupChanges();
  const added: MeasureRecord[] = [];
  const rows: (readonly DuckDBValue[])[] = [];
  const replaced: bigint[] = [];
  const refused = new Set<Staged>();
  for (const [identity, staged] of byIdentity) {
    const { record } = staged;
    const before = standing.get(identity);
    const verdict = before && judge(record, before.record);
    if (verdict === 'refused') refused.add(staged);
    if (verdict === 'refused' || verdict === 'settled') continue;
    if (before) {
      replaced.push(before.rowid);
      changes.subtract(before.record);
    } else added.push(record);
    changes.add(record);
    rows.push(staged.row);
  }
  if (replaced.length > 0) await connection.run(`DELETE FROM events WHERE rowid IN (${replaced.join()})`);
  if (rows.length > 0) await appendRows(connection, 'events', columnTypes, rows);
  return { added, refused, rollupChanges: await changes.append(connection) };
}
