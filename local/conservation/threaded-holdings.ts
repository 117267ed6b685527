import type { ArchiveHoldings, Holdings } from '../../functions/core/conservation/ports.ts';
import { Rpc } from '../runtime/rpc.ts';
import { startThread } from '../runtime/start-thread.ts';
import type { SnapshotsOfLedger } from './ledger-snapshots.ts';
import type { ConservationApi, ConservationHostApi, ConservationThreadData } from './thread-api.ts';

/** It reads a minute of events at a time, now and then. */
const youngGenerationMB = 24;

/** Archive and ledger of a cell, read in a thread of their own. */
export interface ThreadedHoldings {
  readonly archive: Omit<ArchiveHoldings, 'span'>;
  readonly ledger: Holdings;
  /** Snapshots of the next invoices after a number: `LedgerSnapshots.after`. */
  snapshotsAfter(number: number, count: number): Promise<SnapshotsOfLedger>;
  close(): Promise<void>;
}

/**
 * Starts the thread. Should it die of an error, calls fail and the path goes on.
 * @throws {Error} when a file cannot be opened
 */
export function openThreadedHoldings(data: ConservationThreadData): Promise<ThreadedHoldings> {
  return new Promise((resolve, reject) => {
    const script = new URL('./conservation-thread.ts', import.meta.url);
    const worker = startThread(script, { workerData: data, youngGenerationMB });
    const host: ConservationHostApi = { ready: () => resolve(holdings) };
    const remote = new Rpc<ConservationApi>(worker, host);
    worker.on('error', (error) => {
      reject(error);
      remote.close(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => remote.close(new Error('the thread of the conservation check has ended')));

    const holdings: ThreadedHoldings = {
      archive: {
        digests: (minutes) => remote.call('archiveDigests', minutes),
        events: (minute) => remote.call('archiveEvents', minute),
        texts: (minutes, chosen) => remote.call('archiveTexts', minutes, chosen),
      },
      ledger: {
        digests: (minutes) => remote.call('ledgerDigests', minutes),
        events: (minute) => remote.call('ledgerEvents', minute),
      },
      snapshotsAfter: (number, count) => remote.call('ledgerSnapshots', number, count),
      async close() {
        await remote.call('close').catch(() => undefined);
        await worker.terminate();
      },
    };
  });
}
