import type { DuckDBConnection } from '@duckdb/node-api';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { encodeRecord } from './columns.ts';
import { type Entry, refusal, settleEntry, stage, type Write } from './group.ts';
import { mergeVersions, snapshotRow } from './invoices.ts';
import { RecentTimes } from './recent-times.ts';
import { compactRollup } from './rollup.ts';
import { writeStaged } from './transaction.ts';

/**
 * A transaction costs about 6 ms besides what its records cost, so a group waits for company until so many records are there, …
 */
const enoughRecords = 2_000;
/** … or none came for so long, or the first has waited so long, ms. */
const quietMs = 10;
const patienceMs = 150;
/** Records of one transaction at most. */
const fullGroup = 5_000;
/** Changes of the rollup before they are added up. */
const manyRollupChanges = 20_000;
/** Snapshots before they are put in their places. */
const manyVersions = 20_000;

/** Writes the records of many callers in one transaction at a time. */
export interface TimeSeriesWriter {
  write: TimeSeries['write'];
  /** Puts the snapshots that were written so far in their places. */
  merge(): Promise<void>;
  /** Writes what is waiting and takes no more. */
  close(): Promise<void>;
}

/** An entry that is not looked at yet. */
interface Waiting extends Omit<Entry, 'row' | 'versions'> {
  readonly snapshots: readonly InvoiceSnapshot[];
}

/** Record and snapshots as rows, or why the store can never take them. */
function rowsOf({ record, snapshots }: Waiting): Pick<Entry, 'row' | 'versions'> | string {
  if (record.measures.receivedAt === undefined) return 'The record does not say when it was received.';
  try {
    return { row: encodeRecord(record), versions: snapshots.map(snapshotRow) };
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** The entries that the store can hold, as rows; the others are settled. Rows are made late, so that they die young. */
function storable(entries: readonly Waiting[]): Entry[] {
  return entries.flatMap((entry) => {
    const rows = rowsOf(entry);
    if (typeof rows !== 'string') return [{ ...entry, ...rows }];
    settleEntry(entry, rows);
    return [];
  });
}

/**
 * @param newestMs newest `receivedAt` of the records that stand already, ms since the epoch
 * @param onAdded told of the records that newly stand, as soon as they are durable
 */
export function timeSeriesWriter(
  connection: DuckDBConnection,
  newestMs: number | undefined,
  onAdded: (records: readonly MeasureRecord[]) => void,
): TimeSeriesWriter {
  const recent = new RecentTimes(newestMs);
  let rollupChanges = 0;
  let unmerged = 0;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** Entries at the last look, and when the first of them came. */
  let seen = 0;
  let waitingSince = 0;
  let lastGroup = 0;

  const writeGroup = async (): Promise<void> => {
    const entries = waiting.slice(0, fullGroup);
    waiting = waiting.slice(fullGroup);
    lastGroup = entries.length;
    const rows = storable(entries);
    const { byIdentity, superseded, deferred } = stage(rows);
    const later = new Set<unknown>(deferred.map(({ record }) => record));
    waiting.unshift(...entries.filter(({ record }) => later.has(record)));
    const versions = rows.flatMap((row) => (later.has(row.record) ? [] : row.versions));
    try {
      const written = await writeStaged(connection, byIdentity, versions, recent);
      const { added, refused, rollupChanges: more } = written;
      unmerged += versions.length;
      for (const record of added) recent.add(record);
      onAdded(added);
      for (const staged of byIdentity.values())
        for (const entry of staged.sharing) settleEntry(entry, refused.has(staged) ? refusal : undefined);
      for (const entry of superseded) settleEntry(entry);
      rollupChanges += more;
      if (rollupChanges > manyRollupChanges) {
        await compactRollup(connection);
        rollupChanges = 0;
      }
      if (unmerged > manyVersions) await merge();
    } catch (error) {
      const failed = new Set(entries.map(({ write }) => write));
      waiting = waiting.filter(({ write }) => !failed.has(write));
      for (const { reject } of failed) reject(error);
    }
  };

  const merge = async (): Promise<void> => {
    if (unmerged === 0) return;
    await mergeVersions(connection);
    unmerged = 0;
  };

  const run = (): void => {
    clearTimeout(timer);
    timer = undefined;
    running ??= writeGroup().finally(() => {
      running = undefined;
      waitingSince = performance.now();
      if (waiting.length > 0) schedule();
    });
  };

  const schedule = (): void => {
    if (running) return;
    const lone = lastGroup <= 1 && waiting.length <= 1;
    if (closed || lone || waiting.length >= enoughRecords) run();
    else if (!timer) {
      seen = waiting.length;
      timer = setTimeout(look, quietMs);
    }
  };

  const look = (): void => {
    timer = undefined;
    if (waiting.length === seen || performance.now() - waitingSince > patienceMs) run();
    else schedule();
  };

  return {
    write(records, snapshots = []) {
      if (closed) return Promise.reject(new Error('The time series is closed.'));
      if (records.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        const write: Write = { rejected: [], unsettled: records.length, resolve, reject };
        if (waiting.length === 0) waitingSince = performance.now();
        records.forEach((record, index) => {
          const isLast = index === records.length - 1;
          waiting.push({ record, index, write, snapshots: isLast ? snapshots : [] });
        });
        schedule();
      });
    },
    async merge() {
      while (running) await running;
      running = merge().finally(() => {
        running = undefined;
        if (waiting.length > 0) schedule();
      });
      await running;
    },
    async close() {
      closed = true;
      run();
      while (running) await running;
    },
  };
}
