/**
 * The thread of the time series: DuckDB works on the thread that calls it, and takes a fifth of what an
 * event costs behind the API.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Rpc } from '../runtime/rpc.ts';
import { openDuckDbTimeSeries } from './duckdb-time-series.ts';
import { unpackRecords } from './packed-records.ts';
import type { TimeSeriesHostApi, Visible } from './thread-api.ts';

if (!parentPort) throw new Error('time-series-thread.ts runs as a worker thread');
const { path }: { path: string } = workerData;
const host = new Rpc<TimeSeriesHostApi>(parentPort);

const timeSeries = await openDuckDbTimeSeries({
  path,
  figuresBehindMs: 500,
  mediansBehindMs: 60_000,
  onVisible: () => void host.call('added', visible()),
});

function visible(): Visible {
  return { byStage: timeSeries.visibleByStage(), newestReceivedAt: timeSeries.newestReceivedAt() };
}

host.offer({
  write: (records, snapshots) => timeSeries.writePacked(unpackRecords(records), snapshots),
  read: timeSeries.read,
  events: timeSeries.events,
  invoices: timeSeries.invoices,
  find: timeSeries.find,
  vendor: timeSeries.vendor,
  vendorNames: timeSeries.vendorNames,
  payables: timeSeries.payables,
  countsUntil: timeSeries.eventCounts.completeUntil,
  countsBetween: timeSeries.eventCounts.between,
  replaceScores: timeSeries.anomalyScores.replace,
  scoresBetween: timeSeries.anomalyScores.between,
  knownPast: timeSeries.knownPast,
  volumes: timeSeries.volumes,
  digests: timeSeries.holdings.digests,
  held: timeSeries.holdings.events,
  ...timeSeries.snapshots,
  close: () => timeSeries.close(),
});
await host.call('ready', visible());
