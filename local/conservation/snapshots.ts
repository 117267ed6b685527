import { setImmediate } from 'node:timers/promises';
import { minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import type { Snapshots } from '../../functions/core/conservation/ports.ts';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { headAndSnapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import { chunks } from '../../lib/chunks.ts';
import { decisionsAbout } from '../../operations/conflicts/decisions.ts';
import type { ProjectedAnew, RecordedInvoice, StandingSnapshots } from '../time-series/snapshots.ts';

/** Invoices compared at once: finding a few rows costs the store about as much. */
const comparedAtOnce = 1_000;
/** Invoices projected without a break: some ten milliseconds of the path's thread. */
const projectedAtOnce = 50;

interface SnapshotPorts {
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Pick<Records, 'list'>;
  readonly standing: StandingSnapshots;
}

/** The snapshots of a local cell, checked against its ledger. */
export function localSnapshots(ports: SnapshotPorts): Snapshots {
  const { standing } = ports;
  return {
    async check(minutes, { thorough, putRight }) {
      // Those that are still to come are no losses.
      if ((await standing.projectedTo()) !== undefined) return [];
      const wrong: string[] = [];
      const seen = new Set<string>();
      for (let minute = minutes.from; minute < minutes.to; minute += minuteMs) {
        const found = await standing.recordedIn(minute, thorough ? 'all' : 'outdated');
        const unseen = found.filter(({ invoiceId }) => !seen.has(invoiceId));
        for (const some of chunks(unseen, comparedAtOnce)) {
          wrong.push(...(await standing.compare(await projectAnew(ports, some), putRight)));
          for (const { invoiceId } of some) seen.add(invoiceId);
        }
      }
      return wrong;
    },
  };
}

/** Projects invoices from the ledger; those that it cannot read are left out. */
async function projectAnew(
  { ledger, records, standing }: SnapshotPorts,
  invoices: readonly RecordedInvoice[],
): Promise<readonly ProjectedAnew[]> {
  const versions = await standing.versions(invoices.map(({ invoiceId }) => invoiceId));
  const projected: ProjectedAnew[] = [];
  for (const [index, { invoiceId, recorded }] of invoices.entries()) {
    if (index % projectedAtOnce === 0) await setImmediate();
    const facts = await ledger.facts(invoiceId).catch(() => []);
    if (facts.length === 0) continue;
    const decided = decidedTimeline(facts, await decisionsAbout(facts, records));
    const { snapshot } = headAndSnapshotOf(decided, usualStageDeadlines);
    projected.push({ snapshot, recorded, stood: versions[index] });
  }
  return projected;
}
