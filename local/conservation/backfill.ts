import { setTimeout } from 'node:timers/promises';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { Log } from '../../functions/core/ports.ts';
import { messageOf } from '../../lib/message-of.ts';
import type { StandingSnapshots } from '../time-series/snapshots.ts';
import type { SnapshotsOfLedger } from './ledger-snapshots.ts';

/** Invoices projected at once: some megabytes, and a few tens of milliseconds in each of three threads. */
const invoicesAtOnce = 250;
/** Milliseconds for everybody else before the next ones. */
const pauseMs = 50;

interface BackfillPorts {
  readonly standing: Pick<StandingSnapshots, 'projectedTo' | 'backfill'>;
  /** `LedgerSnapshots.after`, in a thread of its own. */
  readonly snapshotsAfter: (number: number, count: number) => Promise<SnapshotsOfLedger>;
  readonly log: Log;
}

/** Work in the background. */
export interface Backfill {
  /** Resolves once it has ended, by itself or because somebody stopped it. */
  readonly ended: Promise<void>;
  /** Ends it after the invoices it has at hand; the next one goes on there. */
  stop(): Promise<void>;
}

/**
 * Projects the invoices of a ledger whose time series has no snapshot of them, because an earlier version
 * wrote its records or another made the snapshots. What the path writes meanwhile is newer, and stays.
 * One that dies goes on where it was: how far it came is stored with the snapshots.
 */
export function startBackfill(
  ports: BackfillPorts,
  { atOnce = invoicesAtOnce, pause = pauseMs } = {},
): Backfill {
  const { standing, snapshotsAfter, log } = ports;
  let stopped = false;

  const run = async (): Promise<void> => {
    let after = await standing.projectedTo();
    let [projected, left] = [0, 0];
    while (after !== undefined && !stopped) {
      const { snapshots, to, last, unreadable } = await snapshotsAfter(after, atOnce);
      if (projected === 0 && to > after) log.info(logMessages.snapshotsBegun, { invoices: last - after });
      const isLast = to === last;
      const refused = await standing.backfill(snapshots, isLast ? undefined : to);
      projected += to - after;
      left += unreadable + refused.length;
      if (isLast && projected > 0) log.info(logMessages.snapshotsEnded, { invoices: projected, left });
      after = isLast ? undefined : to;
      if (after !== undefined) await setTimeout(pause);
    }
  };

  const ended = run().catch((error: unknown) => {
    if (!stopped) log.error(logMessages.snapshotsFailed, { error: messageOf(error) });
  });
  return {
    ended,
    stop() {
      stopped = true;
      return ended;
    },
  };
}
