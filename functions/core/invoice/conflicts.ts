import type { Fact } from './fact.ts';

/** The code of the error by which a copy with other content fails. */
export const conflictCode = 'EVENT_CONFLICT';

/** What may be decided about a conflict: that all of its contents count, or that one does. */
export const conflictChoices = ['all', 'one'] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

/**
 * What somebody decided about an event id that came with more than one content. Decisions are only
 * ever added, never changed; of those about an event the last one is in force.
 */
export interface ConflictDecision {
  readonly invoiceId: string;
  readonly eventId: string;
  /** The contents that it covers, by digest, sorted. One that comes later opens the conflict again. */
  readonly digests: readonly string[];
  readonly choice: ConflictChoice;
  /** Digest of the one that counts; with the choice `one` only. */
  readonly counts?: string | undefined;
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** The collection of records that holds the decisions about an invoice: reading them costs what there are. */
export function decisionsOf(invoiceId: string): string {
  return `conflicts#${invoiceId}`;
}

/**
 * The collection of records that says where conflicts are to be settled: a mark for each content that no
 * decision covers. It only says where to look: facts and decisions say what is open.
 */
export const openConflictMarks = 'open-conflicts';

/** An event id that came with more than one content. */
export interface Conflict {
  readonly eventId: string;
  /** Of its contents, sorted. */
  readonly digests: readonly string[];
}

/**
 * The conflicts among the facts of one invoice, settled ones included, in the order of their ids.
 * It depends on the set of the facts only.
 */
export function conflictsIn(facts: readonly Fact[]): readonly Conflict[] {
  // Nearly every invoice is without a conflict.
  if (new Set(facts.map(({ event }) => event.eventId)).size === facts.length) return [];
  const digestsById = new Map<string, Set<string>>();
  for (const { event, digest } of facts) {
    const digests = digestsById.get(event.eventId) ?? new Set();
    digestsById.set(event.eventId, digests.add(digest));
  }
  return [...digestsById]
    .filter(([, digests]) => digests.size > 1)
    .map(([eventId, digests]) => ({ eventId, digests: [...digests].sort() }))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

/**
 * The invoice of these facts if some of them conflict: only then was anything decided about it, and
 * nobody has to read decisions of any other.
 * @param facts of one invoice
 */
export function invoiceInConflict(facts: readonly Fact[]): string | undefined {
  return conflictsIn(facts).length === 0 ? undefined : facts[0]?.event.invoiceId;
}

/** The decision in force about an event: the last one, as it covers all that those before it cover. */
export function decisionInForce(
  eventId: string,
  decisions: readonly ConflictDecision[],
): ConflictDecision | undefined {
  return decisions.findLast((each) => each.eventId === eventId);
}

/** Whether the decision in force covers every content of the conflict. */
export function isSettled({ eventId, digests }: Conflict, decisions: readonly ConflictDecision[]): boolean {
  const inForce = decisionInForce(eventId, decisions);
  return inForce !== undefined && digests.every((digest) => inForce.digests.includes(digest));
}

/**
 * The contents that do not count, by digest: of each event about which it was decided that one counts,
 * the others that the decision covers. A content that came later counts until somebody decides.
 * @param decisions about the invoice, in their order
 */
export function disregardedIn(
  conflicts: readonly Conflict[],
  decisions: readonly ConflictDecision[],
): ReadonlySet<string> {
  const disregarded = new Set<string>();
  for (const { eventId, digests } of conflicts) {
    const { counts, digests: covered = [] } = decisionInForce(eventId, decisions) ?? {};
    // An event never disappears whole.
    if (counts === undefined || !digests.includes(counts)) continue;
    for (const digest of covered) if (digest !== counts) disregarded.add(digest);
  }
  return disregarded;
}
