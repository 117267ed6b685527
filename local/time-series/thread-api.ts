import type { Finder } from '../../dashboards/finder.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import type { EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import type { AnomalyScoreReader, AnomalyScores } from '../../functions/core/analytics/anomaly/scores.ts';
import type { Holdings } from '../../functions/core/conservation/ports.ts';
import type { RejectedRecord } from '../../functions/core/ports.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { PackedRecords } from './packed-records.ts';
import type { PackedSnapshot } from './packed-snapshots.ts';
import type { PayablesReader } from './payables.ts';
import type { StandingSnapshots } from './snapshots.ts';
import type { VolumesReader } from './volumes.ts';

/** What the store shows: how much of each stage, and its newest `receivedAt` (RFC 3339 UTC). */
export interface Visible {
  readonly byStage: Readonly<Record<Stage, number>>;
  readonly newestReceivedAt: string | null;
}

/** What the thread of the time series offers the path. A type, not an interface: it must be assignable to `Api`. */
export type TimeSeriesApi = Pick<KpiReader, 'read' | 'events' | 'invoices'> &
  Pick<Finder, 'find' | 'vendor' | 'vendorNames'> & {
    write(records: PackedRecords, snapshots: readonly PackedSnapshot[]): Promise<readonly RejectedRecord[]>;
    payables: PayablesReader['payables'];
    countsUntil: EventCounts['completeUntil'];
    countsBetween: EventCounts['between'];
    replaceScores: AnomalyScores['replace'];
    scoresBetween: AnomalyScoreReader['between'];
    knownPast: PayablesReader['knownPast'];
    volumes: VolumesReader['volumes'];
    digests: Holdings['digests'];
    held: Holdings['events'];
    projectedTo: StandingSnapshots['projectedTo'];
    backfill: StandingSnapshots['backfill'];
    recordedIn: StandingSnapshots['recordedIn'];
    versions: StandingSnapshots['versions'];
    compare: StandingSnapshots['compare'];
    close(): Promise<void>;
  };

/** What the path offers the thread of the time series. */
export type TimeSeriesHostApi = {
  /** The store is open and shows this. */
  ready(visible: Visible): void;
  /** Events have become visible; the store shows this now. */
  added(visible: Visible): void;
};
