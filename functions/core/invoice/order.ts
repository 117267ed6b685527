import type { Fact } from './fact.ts';
import { epochMs, inUtc, nanosBelowMs } from './instant.ts';
import { rankOf } from './lifecycle.ts';

/**
 * How far ahead a producer's clock may be: as far as Timestream accepts
 * (https://docs.aws.amazon.com/timestream/latest/developerguide/writes.html).
 */
const toleratedSkewMs = 15 * 60_000;

/** A fact, and when it counts as having happened. */
export interface TimelineEntry {
  readonly fact: Fact;
  /**
   * Milliseconds since the epoch: `occurredAt`, but `receivedAt` for an event dated further ahead
   * of its receipt than clocks differ. It cannot have happened then, and would freeze the invoice
   * in its status.
   */
  readonly at: number;
  readonly receivedAt: number;
  readonly skewed: boolean;
}

function entryOf(fact: Fact): TimelineEntry {
  const occurredAt = epochMs(fact.event.occurredAt);
  const receivedAt = epochMs(fact.receivedAt);
  const skewed = occurredAt > receivedAt + toleratedSkewMs;
  return { fact, at: skewed ? receivedAt : occurredAt, receivedAt, skewed };
}

/** Orders texts by their UTF-16 code units. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The instant behind `at`, as it was written. */
export function writtenInstant({ fact, skewed }: TimelineEntry): string {
  return skewed ? fact.receivedAt : fact.event.occurredAt;
}

/** `at` in RFC 3339, UTC. */
export function utcInstant(entry: TimelineEntry): string {
  return inUtc(writtenInstant(entry));
}

function byInstant(a: TimelineEntry, b: TimelineEntry): number {
  return a.at - b.at || nanosBelowMs(writtenInstant(a)) - nanosBelowMs(writtenInstant(b));
}

function byIdentity(a: TimelineEntry, b: TimelineEntry): number {
  return compareText(a.fact.event.eventId, b.fact.event.eventId) || compareText(a.fact.digest, b.fact.digest);
}

function rank({ fact }: TimelineEntry): number {
  return rankOf(fact.stage, fact.event.status);
}

/** Of two acceptances of the same event, the one received first. */
function firstReceived(a: TimelineEntry, b: TimelineEntry): TimelineEntry {
  return (a.receivedAt - b.receivedAt || compareText(a.fact.entryId, b.fact.entryId)) <= 0 ? a : b;
}

function distinct(facts: readonly Fact[]): TimelineEntry[] {
  const byDigest = new Map<string, TimelineEntry>();
  for (const fact of facts) {
    const entry = entryOf(fact);
    const known = byDigest.get(fact.digest);
    byDigest.set(fact.digest, known ? firstReceived(known, entry) : entry);
  }
  return [...byDigest.values()];
}

/**
 * The distinct facts of one invoice in the order the projection reads them: by instant, then by
 * lifecycle (so that `matched` follows `matching`), then by event id and digest.
 */
export function timeline(facts: readonly Fact[]): readonly TimelineEntry[] {
  return distinct(facts).sort((a, b) => byInstant(a, b) || rank(a) - rank(b) || byIdentity(a, b));
}

/**
 * The distinct facts of one invoice in the order a reader expects: by instant, then event id, then
 * digest.
 */
export function history(facts: readonly Fact[]): readonly Fact[] {
  return distinct(facts)
    .sort((a, b) => byInstant(a, b) || byIdentity(a, b))
    .map(({ fact }) => fact);
}
