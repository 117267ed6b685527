import type { DuckDBConnection } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { RejectedRecord } from '../../functions/core/ports.ts';
import { type Entry, encode, entriesOf, refusal, settleEntry, stage, type Write } from './group.ts';
import { mergeVersions } from './invoices.ts';
import type { PackedSnapshot } from './packed-snapshots.ts';
import { RecentTimes } from './recent-times.ts';
import { compactRollup } from './rollup.ts';
import { compactStocks } from './stock-rollup.ts';
import { writeStaged } from './transaction.ts';

/**
 * A transaction costs 7 to 12 ms besides what its records cost, so a group waits for company until so many records are there, …
 */
const enoughRecords = 2_000;
/** … or none came for so long, or the first has waited so long, ms. */
const quietMs = 10;
const patienceMs = 150;
/**
 * Where so many records come in a ms, a group waits so long whatever pauses there are: records come in bursts, as the
 * ledger commits, and groups of 250 would cost half as much again for each record as groups of 1,000.
 */
const busyRate = 1.5;
const busyPatienceMs = 120;
/** Records of one transaction at most. */
const fullGroup = 5_000;
/** Changes of a rollup before they are added up. */
const manyRollupChanges = 20_000;
/** Snapshots before they are put in their places. */
const manyVersions = 20_000;

/** Writes the records of many callers in one transaction at a time. */
export interface TimeSeriesWriter {
  /** As a time series does. */
  write(
    records: readonly MeasureRecord[],
    snapshots: readonly PackedSnapshot[],
  ): Promise<readonly RejectedRecord[]>;
  /** Puts the snapshots that were written so far in their places. */
  merge(): Promise<void>;
  /**
   * Does some other work on the connection, when it is its turn.
   * @param work resolves to how many versions of snapshots it appended
   */
  exclusively(work: () => Promise<number>): Promise<void>;
  /** Writes what is waiting and takes no more. */
  close(): Promise<void>;
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
  let stockChanges = 0;
  let unmerged = 0;
  let waiting: Entry[] = [];
  /** Work that waits for its turn; before the next group, so that a busy store gets to it. */
  let turns: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** Entries at the last look, and when the first of them came. */
  let seen = 0;
  let waitingSince = 0;
  let lastGroup = 0;
  let lastGroupAt = 0;
  let isBusy = false;

  const writeGroup = async (): Promise<void> => {
    const entries = waiting.slice(0, fullGroup);
    waiting = waiting.slice(fullGroup);
    lastGroup = entries.length;
    const now = performance.now();
    isBusy = entries.length > busyRate * (now - lastGroupAt);
    lastGroupAt = now;
    try {
      const { storable, versions, refused: unstorable } = encode(entries);
      const { byIdentity, superseded, deferred } = stage(storable);
      waiting.unshift(...deferred);
      const later = new Set(deferred);
      const rows = versions.filter(({ entry }) => !later.has(entry)).map(({ row }) => row);
      const { added, refused, rollupChanges: more } = await writeStaged(connection, byIdentity, rows, recent);
      for (const record of added) recent.add(record);
      onAdded(added);
      for (const staged of byIdentity.values())
        for (const entry of staged.sharing) settleEntry(entry, refused.has(staged) ? refusal : undefined);
      for (const entry of superseded) settleEntry(entry);
      for (const { entry, reason } of unstorable) settleEntry(entry, reason);
      rollupChanges += more;
      if (rollupChanges > manyRollupChanges) {
        await compactRollup(connection);
        rollupChanges = 0;
      }
      await countVersions(rows.length);
    } catch (error) {
      const failed = new Set(entries.map(({ write }) => write));
      waiting = waiting.filter(({ write }) => !failed.has(write));
      for (const { reject } of failed) reject(error);
    }
  };

  const countVersions = async (more: number): Promise<void> => {
    unmerged += more;
    if (unmerged > manyVersions) await merge();
  };

  const merge = async (): Promise<void> => {
    if (unmerged === 0) return;
    stockChanges += await mergeVersions(connection);
    unmerged = 0;
    if (stockChanges <= manyRollupChanges) return;
    await compactStocks(connection);
    stockChanges = 0;
  };

  const run = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const [turn = writeGroup, ...others] = turns;
    if (running) return;
    turns = others;
    running = turn().finally(() => {
      running = undefined;
      waitingSince = performance.now();
      if (turns.length > 0) run();
      else if (waiting.length > 0) schedule();
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
    const waitedMs = performance.now() - waitingSince;
    const isTime = isBusy ? waitedMs > busyPatienceMs : waiting.length === seen || waitedMs > patienceMs;
    if (isTime) run();
    else schedule();
  };

  const takeTurn = (work: () => Promise<void>): Promise<void> => {
    if (closed) return Promise.reject(new Error('The time series is closed.'));
    return new Promise((resolve, reject) => {
      turns.push(() => work().then(resolve, reject));
      run();
    });
  };

  return {
    write(records, snapshots) {
      if (closed) return Promise.reject(new Error('The time series is closed.'));
      if (records.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        const write: Write = { rejected: [], unsettled: records.length, resolve, reject };
        if (waiting.length === 0) waitingSince = performance.now();
        for (const entry of entriesOf(records, snapshots, write)) waiting.push(entry);
        schedule();
      });
    },
    merge: () => takeTurn(merge),
    exclusively: (work) => takeTurn(async () => countVersions(await work())),
    async close() {
      closed = true;
      run();
      while (running) await running;
    },
  };
}
