import { join } from 'node:path';
import type { Engine } from '../../emulator/messaging/engine.ts';
import { type Minutes, minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import type {
  ArchiveHoldings,
  Conservation,
  LedgerHoldings,
} from '../../functions/core/conservation/ports.ts';
import type { PatrolPace } from '../../functions/core/conservation/settings.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import type { Ledger, Log, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import type { LocalTimeSeries } from '../time-series/duckdb-time-series.ts';
import { type Backfill, startBackfill } from './backfill.ts';
import { localSnapshots } from './snapshots.ts';
import { openThreadedHoldings, type ThreadedHoldings } from './threaded-holdings.ts';
import { enginePutBack, engineTransit } from './transit.ts';

interface LocalCell {
  readonly dataFolder: string;
  readonly prefix: string;
  readonly engine: Engine;
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Pick<Records, 'list'>;
  readonly timeSeries: Pick<LocalTimeSeries, 'holdings' | 'snapshots'>;
  readonly log: Log;
  /** Whole days that the archive keeps events; 0: for ever. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/** What reconciling a local cell reads, and how it puts events back. */
export interface LocalReconciliation {
  readonly conservation: Conservation;
  /** Makes, in the background, the snapshots that the time series lacks. */
  start(): void;
  close(): Promise<void>;
}

/** The rounds of a cell on one machine: every one that its schedule calls for. */
export const localPace: PatrolPace = { intervalMs: 0, maxMinutes: 15, maxAgain: 60, budgetMs: 20_000 };

/**
 * Minutes that one call takes: every invoice of them is projected anew, some thousands a second, and
 * whoever calls waits for 30 s.
 */
export const localMinutesPerCall = 6;

/** An event is in the archive before it is accepted, at most half a minute after its receipt. */
const archivedWithinMs = minuteMs;
const dayMs = 86_400_000;

/** Prepares reconciling. The thread that reads archive and ledger starts when it is first asked. */
export function localReconciliation(cell: LocalCell): LocalReconciliation {
  const { dataFolder, engine, clock, timeSeries } = cell;
  const standing = timeSeries.snapshots;
  let opened: Promise<ThreadedHoldings> | undefined;
  let backfill: Backfill | undefined;
  const holdings = () => {
    opened ??= openThreadedHoldings({
      archive: join(dataFolder, 'archive'),
      ledger: join(dataFolder, 'ledger.sqlite'),
      receipts: join(dataFolder, 'receipts.sqlite'),
    });
    return opened;
  };
  const archive: ArchiveHoldings = {
    digests: async (minutes) => (await holdings()).archive.digests(minutes),
    events: async (minute) => (await holdings()).archive.events(minute),
    texts: async (minutes, chosen) => (await holdings()).archive.texts(minutes, chosen),
    span: () => keptBy(cell.retentionDays, clock.now()),
  };
  const ledger: LedgerHoldings = {
    digests: async (minutes) => (await holdings()).ledger.digests(minutes),
    events: async (minute) => (await holdings()).ledger.events(minute),
    async receivedAt({ invoiceId, eventKey }) {
      const fact = (await cell.ledger.facts(invoiceId)).find((each) => factKey(each) === eventKey);
      return fact && epochMs(fact.receivedAt);
    },
  };
  return {
    conservation: {
      ...{ archive, ledger, timeSeries: timeSeries.holdings },
      snapshots: localSnapshots({ ...cell, standing }),
      transit: engineTransit(engine, cell.prefix),
      putBack: enginePutBack(engine, cell.prefix),
    },
    start() {
      backfill ??= startBackfill({
        ...{ standing, log: cell.log },
        snapshotsAfter: async (number, count) => (await holdings()).snapshotsAfter(number, count),
      });
    },
    async close() {
      await backfill?.stop();
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

function keptBy(retentionDays: number, now: number): Minutes {
  return { from: retentionDays === 0 ? 0 : now - retentionDays * dayMs, to: now - archivedWithinMs };
}
