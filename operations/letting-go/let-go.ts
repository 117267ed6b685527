import type { LeavingInvoice, SettledInvoice, Shelf } from '../../functions/core/cold/shelf.ts';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { paidStateOf } from '../../functions/core/invoice/paid-state.ts';
import { headOf } from '../../functions/core/invoice/projection.ts';
import type { Records } from '../../functions/core/ports.ts';
import { atOnce } from '../../lib/at-once.ts';
import type { Clock } from '../../lib/clock.ts';
import { decisionsAbout } from '../conflicts/decisions.ts';

/** Invoices that go into one pack at most: about two megabytes. */
const invoicesPerPack = 1_000;
/** Facts that go into one pack at most, unless a single invoice has more. */
const factsPerPack = 20_000;
const readAtOnce = 32;

const dayMs = 24 * 60 * 60_000;

interface LetGoPorts<Read extends { readonly facts: readonly Fact[] }> {
  readonly shelf: Shelf<Read>;
  readonly records: Pick<Records, 'list'>;
  readonly clock: Clock;
}

/** What a run did. */
export interface LetGoRun {
  /** Invoices that were copied to the archive. */
  readonly copied: number;
  /** Facts that were removed from the hot ledger, after their copy had been proved. */
  readonly removed: number;
  /** Whether there may be more to do now. */
  readonly capped: boolean;
}

/**
 * Lets settled invoices leave the hot ledger, for a while: copies those whose last event was received
 * `hotDays` ago, and removes what was copied by former runs. It may run any number of times, twice at
 * once, and die at any point.
 * @param until ms since the epoch: nothing more is begun from then on
 */
export async function letGo<Read extends { readonly facts: readonly Fact[] }>(
  { shelf, records, clock }: LetGoPorts<Read>,
  { hotDays, until }: { readonly hotDays: number; readonly until: number },
): Promise<LetGoRun> {
  const removed = await shelf.clear(until);
  const before = clock.now() - hotDays * dayMs;
  let copied = 0;
  while (clock.now() < until) {
    const settled = await shelf.settled(before, invoicesPerPack);
    const leaving = await leavingOf(settled, before, { shelf, records });
    let [inThisRound, pack]: [number, LeavingInvoice<Read>[]] = [0, []];
    let facts = 0;
    for (const invoice of leaving) {
      if (facts + invoice.read.facts.length > factsPerPack && pack.length > 0) {
        inThisRound += await shelf.copy(pack);
        [facts, pack] = [0, []];
      }
      pack.push(invoice);
      facts += invoice.read.facts.length;
    }
    inThisRound += await shelf.copy(pack);
    copied += inThisRound;
    // What is listed and cannot leave, or has left and is listed still, is looked at again by the next run.
    if (settled.length < invoicesPerPack || inThisRound === 0) return { copied, removed, capped: false };
  }
  return { copied, removed, capped: true };
}

/** The invoices of a list that may leave by all that is known of them now: the list is what their heads said. */
async function leavingOf<Read extends { readonly facts: readonly Fact[] }>(
  settled: readonly SettledInvoice[],
  before: number,
  { shelf, records }: Pick<LetGoPorts<Read>, 'shelf' | 'records'>,
): Promise<readonly LeavingInvoice<Read>[]> {
  const leaving: LeavingInvoice<Read>[] = [];
  await atOnce(settled, readAtOnce, async ({ invoiceId }) => {
    const read = await shelf.read(invoiceId);
    if (read.facts.length === 0) return;
    if (read.facts.some(({ receivedAt }) => epochMs(receivedAt) >= before)) return;
    const decided = decidedTimeline(read.facts, await decisionsAbout(read.facts, records));
    const paid = paidStateOf(decided.entries);
    if (paid.settlement.since === undefined || decided.openConflicts.length > 0) return;
    leaving.push({ invoiceId, head: headOf(decided, undefined, paid), read });
  });
  return leaving;
}
