import type { AlarmListing, CellStatus } from '../../dashboards/console-api.ts';
import type { Finder } from '../../dashboards/finder.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import type { PutEventsEntry, PutEventsResult } from '../../emulator/messaging/bus.ts';
import type { MinuteOfMetric } from '../../emulator/metrics/series.ts';
import type { AlertRequest } from '../../functions/core/alerts/listed-alert.ts';
import type { AnomalyRequest } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { Minutes } from '../../functions/core/conservation/minute-digest.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import type { StuckListing } from '../../functions/core/invoice/stuck-listing.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Replays } from '../../functions/core/replays.ts';
import type { actOnAlert, openAlerts } from '../../operations/alerts/acts.ts';
import type { actOnAnomaly } from '../../operations/anomalies/act.ts';
import type { listAnomalies } from '../../operations/anomalies/list.ts';
import type { anomalySeries } from '../../operations/anomalies/series.ts';
import type { OpenConflicts } from '../../operations/conflicts/open.ts';
import type { Settlement, SettleRequest } from '../../operations/conflicts/settle.ts';
import type { ReconcileService } from '../../operations/reconcile/service.ts';
import type { ReplayedCell } from '../../operations/replay/replay.ts';
import type { StuckSelection } from '../../operations/stuck-invoices.ts';
import type { PayablesReader } from '../time-series/payables.ts';
import type { VolumesReader } from '../time-series/volumes.ts';
import type { CellFunction } from './cell-functions.ts';

/** What the thread of the path is started with. */
export interface ThreadData {
  /** Folder of the synthesized cell. */
  readonly assembly: string;
  readonly dataFolder: string;
  readonly functions: readonly CellFunction[];
  /** When the cell was started, ms since the epoch. */
  readonly startedAt: number;
  /** Where announcements of alerts are POSTed beside the file. */
  readonly alertWebhook?: string | undefined;
  /** The thread before this one died of an error: what it had received counts as received. */
  readonly afterCrash: boolean;
  /** Milliseconds that the thread's clock is ahead of the machine's, as a `Float64Array` of one. */
  readonly clockAhead?: SharedArrayBuffer | undefined;
}

/** `DeadLetters` as the path's thread offers it. */
export type DeadLetterApi = {
  deadLetterQueues: DeadLetters['queues'];
  readDeadLetters: DeadLetters['read'];
  redriveDeadLetters: DeadLetters['redrive'];
  removeDeadLetters: DeadLetters['remove'];
  releaseDeadLetters: DeadLetters['release'];
};

/** `Records` as the path's thread offers them. */
export type RecordsApi = {
  createRecord: Records['create'];
  readRecord: Records['read'];
  replaceRecord: Records['replace'];
  removeRecord: Records['remove'];
  listRecords: Records['list'];
};

/** What the path's thread offers the main thread. A type, not an interface: it must be assignable to `Api`. */
export type PathApi = Pick<KpiReader, 'read' | 'events' | 'invoices'> &
  Pick<Finder, 'find' | 'vendor' | 'vendorNames'> &
  DeadLetterApi &
  RecordsApi & {
    /** @throws {ThrottlingError} when the path has more to do than it can take */
    putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult>;
    invoke(functionName: string, event: unknown): Promise<unknown>;
    /** @param since ms since the epoch: freshness leaves out what became visible before */
    status(since?: number): Promise<CellStatus>;
    payables: PayablesReader['payables'];
    knownPast: PayablesReader['knownPast'];
    volumes: VolumesReader['volumes'];
    /** How every alarm stands. */
    alarms(): AlarmListing;
    stuck(selection: StuckSelection): Promise<StuckListing>;
    /** What the cell is made of, as far as replaying goes. */
    parts(): ReplayedCell;
    startReplay: Replays['start'];
    findReplay: Replays['find'];
    cancelReplay: Replays['cancel'];
    countReplay: Replays['count'];
    /** @param all also those that are over */
    alerts(all: boolean): ReturnType<typeof openAlerts>;
    actOnAlert(request: AlertRequest): ReturnType<typeof actOnAlert>;
    anomalies(all: boolean): ReturnType<typeof listAnomalies>;
    anomaly(id: string): ReturnType<typeof anomalySeries>;
    actOnAnomaly(request: AnomalyRequest): ReturnType<typeof actOnAnomaly>;
    settleConflict(request: SettleRequest): Promise<Settlement>;
    openConflicts(limit: number): Promise<OpenConflicts>;
    reconcile: ReconcileService['reconcile'];
    reconcileSpan: ReconcileService['span'];
    /** @returns how many events of the invoice were received in these minutes; they are under way now */
    replayInvoice(minutes: Minutes, invoiceId: string): Promise<number>;
    /** Lets what is under way finish and closes all files; nothing may be called afterwards. */
    close(): Promise<void>;
  };

/** What the main thread offers the path. */
export type HostApi = {
  /** Everything is open and loaded, and deliveries begin. */
  ready(): void;
  /** The thread met an error nobody caught: it closes its files and ends, and is to be called no more. */
  failed(message: string, stack: string): void;
  /** So many rows of a ledger of the former layout have been converted. */
  converted(done: number, total: number): void;
  /** What the API reported in the minutes that ended since it was last asked. */
  apiMetrics(): readonly MinuteOfMetric[];
  /** Origin of the API; undefined until it listens. */
  apiOrigin(): string | undefined;
  log(
    level: 'info' | 'warn' | 'error',
    code: string,
    text: string,
    fields: Readonly<Record<string, unknown>>,
  ): void;
};
