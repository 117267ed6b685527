import { Rpc } from '../runtime/rpc.ts';
import { startThread } from '../runtime/start-thread.ts';
import type { LocalTimeSeries } from './duckdb-time-series.ts';
import { packRecords } from './packed-records.ts';
import { packSnapshot } from './packed-snapshots.ts';
import type { TimeSeriesApi, TimeSeriesHostApi, Visible } from './thread-api.ts';

/** Few objects live longer than one group of records. */
const youngGenerationMB = 24;

/**
 * Opens the time-series file in a thread of its own. Should that thread die of an error, so does the
 * thread that opened it: they are one path.
 * @throws {Error} when the file cannot be opened
 */
export function openThreadedTimeSeries(path: string): Promise<LocalTimeSeries> {
  return new Promise((resolve, reject) => {
    const script = new URL('./time-series-thread.ts', import.meta.url);
    const worker = startThread(script, { workerData: { path }, youngGenerationMB });
    let visible: Visible;
    let closing = false;
    const host: TimeSeriesHostApi = {
      ready(first) {
        visible = first;
        worker.off('error', reject);
        worker.on('error', (error) => {
          throw error;
        });
        resolve(timeSeries);
      },
      added(now) {
        visible = now;
      },
    };
    const remote = new Rpc<TimeSeriesApi>(worker, host);
    worker.on('error', reject);
    worker.on('exit', () => remote.close(new Error('the thread of the time series has ended')));

    const timeSeries: LocalTimeSeries = {
      write: (records, snapshots = []) =>
        remote.call('write', packRecords(records), snapshots.map(packSnapshot)),
      visible: () => Object.values(visible.byStage).reduce((a, b) => a + b),
      visibleByStage: () => visible.byStage,
      newestReceivedAt: () => visible.newestReceivedAt,
      read: (query) => remote.call('read', query),
      events: (query) => remote.call('events', query),
      invoices: (query) => remote.call('invoices', query),
      find: (query) => remote.call('find', query),
      vendor: (vendorId) => remote.call('vendor', vendorId),
      vendorNames: (vendorIds) => remote.call('vendorNames', vendorIds),
      payables: (question) => remote.call('payables', question),
      eventCounts: {
        version: async () => undefined,
        completeUntil: (now) => remote.call('countsUntil', now),
        between: (from, until) => remote.call('countsBetween', from, until),
      },
      anomalyScores: {
        replace: (spans, judgedAt) => remote.call('replaceScores', spans, judgedAt),
        between: (metric, bucket, from, until) => remote.call('scoresBetween', metric, bucket, from, until),
      },
      knownPast: (before, receivedSince) => remote.call('knownPast', before, receivedSince),
      volumes: (from, until) => remote.call('volumes', from, until),
      holdings: {
        digests: (minutes) => remote.call('digests', minutes),
        events: (minute) => remote.call('held', minute),
      },
      snapshots: {
        projectedTo: () => remote.call('projectedTo'),
        backfill: (snapshots, projectedTo) => remote.call('backfill', snapshots, projectedTo),
        recordedIn: (minute, which) => remote.call('recordedIn', minute, which),
        versions: (invoiceIds) => remote.call('versions', invoiceIds),
        compare: (projected, replace) => remote.call('compare', projected, replace),
      },
      async close() {
        if (closing) return;
        closing = true;
        await remote.call('close');
        await worker.terminate();
      },
    };
  });
}
