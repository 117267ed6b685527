import type { DuckDBConnection } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { RejectedRecord } from '../../functions/core/ports.ts';
import { type Entry, encode, entriesOf, refusal, settleEntry, stage, type Write } from './group.ts';
import type { Maintenance } from './maintenance.ts';
import type { PackedSnapshot } from './packed-snapshots.ts';
import { RecentTimes } from './recent-times.ts';
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

/** Writes the records of many callers in one transaction at a time. */
export interface TimeSeriesWriter {
  /** As a time series does. */
  write(
    records: readonly MeasureRecord[],
    snapshots: readonly PackedSnapshot[],
  ): Promise<readonly RejectedRecord[]>;
  /** Writes what is waiting and takes no more. */
  close(): Promise<void>;
}

/**
 * @param maintenance told what was appended
 * @param newestMs newest `receivedAt` of the records that stand already, ms since the epoch
 * @param onAdded told of the records that newly stand, as soon as they are durable
 */
export function timeSeriesWriter(
  connection: DuckDBConnection,
  maintenance: Pick<Maintenance, 'appended'>,
  newestMs: number | undefined,
  onAdded: (records: readonly MeasureRecord[]) => void,
): TimeSeriesWriter {
  const recent = new RecentTimes(newestMs);
  let waiting: Entry[] = [];
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
      const { added, refused, rollupChanges } = await writeStaged(connection, byIdentity, rows, recent);
      for (const record of added) recent.add(record);
      onAdded(added);
      maintenance.appended({ rollupChanges, versions: rows.length });
      for (const staged of byIdentity.values())
        for (const entry of staged.sharing) settleEntry(entry, refused.has(staged) ? refusal : undefined);
      for (const entry of superseded) settleEntry(entry);
      for (const { entry, reason } of unstorable) settleEntry(entry, reason);
    } catch (error) {
      const failed = new Set(entries.map(({ write }) => write));
      waiting = waiting.filter(({ write }) => !failed.has(write));
      for (const { reject } of failed) reject(error);
    }
  };

  const run = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (running) return;
    running = writeGroup().finally(() => {
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
    const waitedMs = performance.now() - waitingSince;
    const isTime = isBusy ? waitedMs > busyPatienceMs : waiting.length === seen || waitedMs > patienceMs;
    if (isTime) run();
    else schedule();
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
    async close() {
      closed = true;
      run();
      while (running) await running;
    },
  };
}
