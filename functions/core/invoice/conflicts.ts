import type { Fact } from './fact.ts';

/** What may be decided about a conflict: that all of its contents count, as they do anyway. */
export const conflictChoices = ['all'] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

/**
 * What somebody decided about an event id that came with more than one content. Decisions are only
 * ever added, never changed.
 */
export interface ConflictDecision {
  readonly invoiceId: string;
  readonly eventId: string;
  /** The contents that it covers, by digest, sorted. One that comes later opens the conflict again. */
  readonly digests: readonly string[];
  readonly choice: ConflictChoice;
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

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
 * Whether decisions cover every content of the conflict. Any of them may cover a content: two people
 * whose clocks differ do not undo each other.
 */
export function isSettled({ eventId, digests }: Conflict, decisions: readonly ConflictDecision[]): boolean {
  const covered = new Set(decisions.flatMap((each) => (each.eventId === eventId ? each.digests : [])));
  return digests.every((digest) => covered.has(digest));
}
