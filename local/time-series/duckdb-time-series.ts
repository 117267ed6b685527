import { DuckDBInstance } from '@duckdb/node-api';
import type { Finder } from '../../dashboards/finder.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import type { EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import type { AnomalyScoreReader, AnomalyScores } from '../../functions/core/analytics/anomaly/scores.ts';
import type { Holdings } from '../../functions/core/conservation/ports.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { anomalyScoresTable, duckDbScores } from './anomaly-scores.ts';
import { duckDbEventCounts } from './event-counts.ts';
import { figureWindow } from './figure-window.ts';
import { duckDbFinder } from './finder.ts';
import { duckDbHoldings } from './holdings.ts';
import { openInvoiceTables } from './invoices.ts';
import { duckDbKpiReader } from './kpi-reader.ts';
import { maintenanceOn } from './maintenance.ts';
import { mediansOn, openMedianDatabase } from './medians.ts';
import { packSnapshot } from './packed-snapshots.ts';
import { duckDbPayables, type PayablesReader } from './payables.ts';
import { countByStage, newestReceivedMs, type Query, queriesOn } from './queries.ts';
import { compactRollup, rollupTables } from './rollup.ts';
import { type StandingSnapshots, standingSnapshots } from './snapshots.ts';
import { eventsTable, laterColumns } from './transaction.ts';
import { duckDbVolumes, type VolumesReader } from './volumes.ts';
import { type TimeSeriesWriter, timeSeriesWriter } from './writer.ts';

/** The time series of a local cell, and the figures read from it. */
export interface LocalTimeSeries extends TimeSeries, KpiReader, Finder, PayablesReader, VolumesReader {
  readonly eventCounts: EventCounts;
  readonly anomalyScores: AnomalyScores & AnomalyScoreReader;
  /** What stands, for reconciling. */
  readonly holdings: Holdings;
  /** The snapshots of invoices that stand. */
  readonly snapshots: StandingSnapshots;
  /** Number of visible events: records that stand. */
  visible(): number;
  visibleByStage(): Readonly<Record<Stage, number>>;
  /** RFC 3339 UTC; null while there are no events. */
  newestReceivedAt(): string | null;
  /** Writes what is waiting and closes the file. */
  close(): Promise<void>;
}

/** The time series in one DuckDB file. */
export interface DuckDbTimeSeries extends LocalTimeSeries {
  /**
   * SQL on the tables `events` (a column per dimension and measure, `time`, `version`), `rollup`,
   * `invoices` (a column per field of a snapshot, as last merged) and `anomaly_scores`.
   */
  readonly query: Query;
  /** `write`, for callers that have packed the snapshots. */
  readonly writePacked: TimeSeriesWriter['write'];
  /** Puts the snapshots that were written so far in their places. */
  merge(): Promise<void>;
}

export interface LocalTimeSeriesOptions {
  readonly path: string;
  /** Told the `receivedAt` (ms since the epoch) of events that became visible, as soon as they did. */
  readonly onVisible?: (receivedAt: readonly number[]) => void;
  /** How far figures may be behind what was written, ms: see `figureWindow`. */
  readonly figuresBehindMs?: number;
  /** How far what is usual may be behind, ms: see `mediansOn`. */
  readonly mediansBehindMs?: number;
}

const settings = {
  threads: '1',
  memory_limit: '256MB',
  /**
   * Bounds the log, and so the time a start takes; a checkpoint rewrites the last row group, so not
   * too often.
   */
  checkpoint_threshold: '32MB',
};

/**
 * Opens the time-series file, making it if needed. This process must be its only user.
 * A write resolves once its transaction, shared with the writes of the same moment, is on disk.
 * @throws {Error} when the file cannot be opened
 */
export async function openDuckDbTimeSeries({
  path,
  onVisible,
  figuresBehindMs = 0,
  mediansBehindMs = 0,
}: LocalTimeSeriesOptions): Promise<DuckDbTimeSeries> {
  const instance = await DuckDBInstance.create(path, settings);
  const writing = await instance.connect();
  const maintaining = await instance.connect();
  const reading = await instance.connect();
  const aside = await instance.connect();
  const counting = await instance.connect();
  await writing.run(eventsTable);
  await writing.run(laterColumns);
  await writing.run(rollupTables);
  await writing.run(anomalyScoresTable);
  await openInvoiceTables(writing);
  await compactRollup(writing);

  const query = queriesOn(reading);
  const queryAside = queriesOn(aside);
  const queryCounts = queriesOn(counting);
  await openMedianDatabase(queryAside);
  const counts = await countByStage(query);
  let newest = await newestReceivedMs(query);

  const onAdded = (records: readonly MeasureRecord[]): void => {
    const times = records.map(({ measures }) => Number(measures.receivedAt));
    for (const { dimensions } of records) {
      const stage = stages.find((name) => name === dimensions.stage);
      if (stage) counts[stage] += 1;
    }
    for (const time of times) newest = Math.max(newest ?? time, time);
    if (times.length > 0) onVisible?.(times);
  };
  const maintenance = maintenanceOn(maintaining);
  const writer = timeSeriesWriter(writing, maintenance, newest, onAdded);
  const window = figureWindow(figuresBehindMs, maintenance.merge);

  return {
    write: (records, snapshots = []) => writer.write(records, snapshots.map(packSnapshot)),
    writePacked: writer.write,
    visible: () => Object.values(counts).reduce((a, b) => a + b),
    visibleByStage: () => ({ ...counts }),
    newestReceivedAt: () => (newest === undefined ? null : new Date(newest).toISOString()),
    ...duckDbKpiReader(query, () => newest, window, mediansOn(queryAside, mediansBehindMs)),
    ...duckDbFinder(query, window.merged, figuresBehindMs),
    // Figures do not wait for it: it goes through all that happened in 19 months.
    ...duckDbPayables(queryCounts, window.merged),
    eventCounts: duckDbEventCounts(queryCounts),
    ...duckDbVolumes(queryCounts),
    anomalyScores: duckDbScores(queryCounts, query),
    holdings: duckDbHoldings(query),
    snapshots: standingSnapshots(query, maintaining, maintenance),
    query,
    merge: maintenance.merge,
    async close() {
      await writer.close();
      await maintenance.close();
      await Promise.all([query, queryAside, queryCounts].map((each) => each('SELECT 1')));
      counting.closeSync();
      aside.closeSync();
      reading.closeSync();
      maintaining.closeSync();
      writing.closeSync();
      instance.closeSync();
    },
  };
}
