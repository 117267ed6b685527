import { hash } from 'node:crypto';
import {
  type Conflict,
  type ConflictDecision,
  conflictsIn,
  isSettled,
  openConflictMarks,
} from '../../functions/core/invoice/conflicts.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import { compareText } from '../../functions/core/invoice/order.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import { everyRecord } from '../record-pages.ts';
import { decisionsAbout } from './decisions.ts';

/** Where a content is that nobody has decided about. */
interface OpenMark {
  readonly invoiceId: string;
  readonly eventId: string;
}

/** A conflict that nobody has settled. */
export interface OpenConflict extends OpenMark {
  /** When the second content was received, RFC 3339 UTC. */
  readonly since: string;
}

/** Open conflicts, by invoice and event. */
export interface OpenConflicts {
  readonly conflicts: readonly OpenConflict[];
  /** Whether there are more than were looked at. */
  readonly capped: boolean;
}

/** Marks the contents that nobody has decided about; does nothing for an invoice without a conflict. */
export async function markOpen(
  facts: readonly Fact[],
  decisions: readonly ConflictDecision[],
  records: Pick<Records, 'create'>,
): Promise<void> {
  const open = conflictsIn(facts).filter((conflict) => !isSettled(conflict, decisions));
  const undecided = contentsOf(facts, open).filter(({ digest }) => !isCovered(digest, decisions));
  await Promise.all(undecided.map((each) => records.create(openConflictMarks, keyOf(each), markOf(each))));
}

/** Removes the marks of contents that a decision covers: nothing opens them again. */
export async function unmarkSettled(
  facts: readonly Fact[],
  decisions: readonly ConflictDecision[],
  records: Pick<Records, 'remove'>,
): Promise<void> {
  const decided = contentsOf(facts, conflictsIn(facts)).filter(({ digest }) => isCovered(digest, decisions));
  // Marks are never replaced, so each is of the first revision.
  await Promise.all(decided.map((each) => records.remove(openConflictMarks, keyOf(each), 1)));
}

/**
 * The open conflicts. A mark that outlived its conflict is passed over.
 * @param limit conflicts listed at most, 1 or more
 */
export async function openConflicts(
  { ledger, records }: { readonly ledger: Pick<Ledger, 'facts'>; readonly records: Pick<Records, 'list'> },
  limit: number,
): Promise<OpenConflicts> {
  const found: OpenConflict[] = [];
  const seen = new Set<string>();
  for await (const { value } of everyRecord(records, openConflictMarks)) {
    const { invoiceId } = value as OpenMark;
    if (seen.has(invoiceId)) continue;
    if (found.length >= limit || seen.size >= limit * examinedPerListed)
      return { conflicts: inOrder(found), capped: true };
    seen.add(invoiceId);
    const facts = await ledger.facts(invoiceId);
    const decisions = await decisionsAbout(facts, records);
    for (const conflict of conflictsIn(facts))
      if (!isSettled(conflict, decisions))
        found.push({ invoiceId, eventId: conflict.eventId, since: sinceWhen(facts, conflict) });
  }
  return { conflicts: inOrder(found.slice(0, limit)), capped: found.length > limit };
}

/** Invoices looked at for each conflict that is listed at most. */
const examinedPerListed = 10;

function inOrder(conflicts: readonly OpenConflict[]): readonly OpenConflict[] {
  return conflicts.toSorted(
    (a, b) => compareText(a.invoiceId, b.invoiceId) || compareText(a.eventId, b.eventId),
  );
}

/** When an event got its second content. */
function sinceWhen(facts: readonly Fact[], conflict: Conflict): string {
  const [, second = ''] = contentsOf(facts, [conflict])
    .map(({ receivedAt }) => receivedAt)
    .sort();
  return second;
}

function contentsOf(facts: readonly Fact[], conflicts: readonly { readonly eventId: string }[]) {
  const ids = new Set(conflicts.map(({ eventId }) => eventId));
  return facts.filter(({ event }) => ids.has(event.eventId));
}

function isCovered(digest: string, decisions: readonly ConflictDecision[]): boolean {
  return decisions.some(({ digests }) => digests.includes(digest));
}

function markOf({ event }: Fact): OpenMark {
  return { invoiceId: event.invoiceId, eventId: event.eventId };
}

/** Ids may be longer together than a key of the table. */
function keyOf(fact: Fact): string {
  return hash('sha256', JSON.stringify([fact.event.invoiceId, factKey(fact)]));
}
