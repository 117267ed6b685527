/**
 * The thread that reads archive and ledger for reconciling: what it costs, the path does not pay, not
 * even where there are more threads than processors.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { lowerPriority } from '../runtime/lower-priority.ts';
import { Rpc } from '../runtime/rpc.ts';
import { archiveHoldings } from './archive-holdings.ts';
import { openLedgerHoldings } from './ledger-holdings.ts';
import { openLedgerSnapshots } from './ledger-snapshots.ts';
import type { ConservationApi, ConservationHostApi, ConservationThreadData } from './thread-api.ts';

if (!parentPort) throw new Error('conservation-thread.ts runs as a worker thread');
const { archive: folder, ...paths }: ConservationThreadData = workerData;
const archive = archiveHoldings(folder);
const ledger = openLedgerHoldings(paths);
const snapshots = openLedgerSnapshots(paths.ledger);

/** Milliseconds between two looks for new facts, and between two slices of many. */
const catchUpMs = 5_000;
const sliceMs = 20;
let timer = setTimeout(catchUp, sliceMs);
function catchUp(): void {
  timer = setTimeout(catchUp, ledger.catchUp() ? sliceMs : catchUpMs);
}

const api: ConservationApi = {
  archiveDigests: archive.digests,
  archiveEvents: archive.events,
  archiveTexts: archive.texts,
  ledgerDigests: ledger.digests,
  ledgerEvents: ledger.events,
  ledgerSnapshots: snapshots.after,
  close() {
    clearTimeout(timer);
    ledger.close();
    snapshots.close();
  },
};
const host = new Rpc<ConservationHostApi>(parentPort, api);
lowerPriority();
await host.call('ready');
