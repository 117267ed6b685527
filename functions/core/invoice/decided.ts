import { type ConflictDecision, conflictsIn, disregardedIn, isSettled } from './conflicts.ts';
import type { Fact } from './fact.ts';
import { type TimelineEntry, timeline } from './order.ts';

/** An invoice's facts in order, and what was decided about their conflicts. */
export interface DecidedTimeline {
  /** The facts that count. */
  readonly entries: readonly TimelineEntry[];
  /** Those that an operator declared not to count. */
  readonly disregarded: readonly TimelineEntry[];
  /** Ids of the events whose conflict is open, in order. */
  readonly openConflicts: readonly string[];
  /** Number of distinct facts, those that do not count included. */
  readonly eventCount: number;
  /** Number of decisions about the invoice. */
  readonly decisionCount: number;
}

/**
 * What a projection of an invoice rests on: a pure function of the set of its facts and of the
 * decisions about them.
 * @param decisions in their order; none for an invoice without a conflict
 */
export function decidedTimeline(
  facts: readonly Fact[],
  decisions: readonly ConflictDecision[] = [],
): DecidedTimeline {
  const all = timeline(facts);
  const conflicts = conflictsIn(facts);
  const open = conflicts.filter((conflict) => !isSettled(conflict, decisions));
  const left = disregardedIn(conflicts, decisions);
  return {
    entries: left.size === 0 ? all : all.filter(({ fact }) => !left.has(fact.digest)),
    disregarded: left.size === 0 ? [] : all.filter(({ fact }) => left.has(fact.digest)),
    openConflicts: open.map(({ eventId }) => eventId),
    eventCount: all.length,
    decisionCount: decisions.length,
  };
}

/** Exceeds the versions that facts alone come to, whatever the revision of the code. */
const versionsPerDecision = 1_000_000_000;

/**
 * The version of a projection: whoever has seen more decisions wins and, among equals, whoever has
 * seen more facts. Facts and decisions are only ever added, so equal numbers are equal projections.
 * Facts are read before decisions: then the last of all who write has seen everything.
 * @param factVersion the part that grows with the facts, below 10⁹
 */
export function decidedVersion(factVersion: number, decisionCount: number): number {
  return decisionCount * versionsPerDecision + factVersion;
}

/** The number of facts behind a version of a head, whatever was decided. */
export function factsOfVersion(version: number): number {
  return version % versionsPerDecision;
}
