import type { Fact } from './fact.ts';
import { epochMs, inUtc, nanosBelowMs } from './instant.ts';
import { rankOf } from './lifecycle.ts';

/** How far a producer's clock may be ahead: what Timestream takes (https://docs.aws.amazon.com/timestream/latest/developerguide/writes.html). */
const toleratedSkewMs = 15 * 60_000;

/** A fact and when it counts as having happened. */
export interface Happening {
  readonly fact: Fact;
  /**
   * Milliseconds since the epoch: `occurredAt`, but `receivedAt` for an event dated further ahead of its
   * receipt than clocks differ. It cannot have happened then, and would pin the invoice to its status.
   */
  readonly at: number;
  readonly receivedAt: number;
  readonly skewed: boolean;
}

const happeningOf = (fact: Fact): Happening => {
  const occurredAt = epochMs(fact.event.occurredAt);
  const receivedAt = epochMs(fact.receivedAt);
  const skewed = occurredAt > receivedAt + toleratedSkewMs;
  return { fact, at: skewed ? receivedAt : occurredAt, receivedAt, skewed };
};

/** Orders texts by their code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The instant `at` stands for, as it was written. */
export const writtenInstant = ({ fact, skewed }: Happening): string =>
  skewed ? fact.receivedAt : fact.event.occurredAt;

/** `at` in RFC 3339, UTC. */
export const utcInstant = (happening: Happening): string => inUtc(writtenInstant(happening));

const byInstant = (a: Happening, b: Happening): number =>
  a.at - b.at || nanosBelowMs(writtenInstant(a)) - nanosBelowMs(writtenInstant(b));

const byIdentity = (a: Happening, b: Happening): number =>
  compareText(a.fact.event.eventId, b.fact.event.eventId) || compareText(a.fact.digest, b.fact.digest);

const rank = ({ fact }: Happening): number => rankOf(fact.stage, fact.event.status);

/** Of two acceptances of the same event, the one that counts: the first received. */
const firstReceived = (a: Happening, b: Happening): Happening =>
  (a.receivedAt - b.receivedAt || compareText(a.fact.entryId, b.fact.entryId)) <= 0 ? a : b;

const distinct = (facts: readonly Fact[]): Happening[] => {
  const byDigest = new Map<string, Happening>();
  for (const fact of facts) {
    const happening = happeningOf(fact);
    const known = byDigest.get(fact.digest);
    byDigest.set(fact.digest, known ? firstReceived(known, happening) : happening);
  }
  return [...byDigest.values()];
};

/**
 * The distinct facts of one invoice as the projection reads them: by instant, at the same instant by
 * lifecycle (so that being matched follows the matching), then by event id and digest.
 */
export const timeline = (facts: readonly Fact[]): readonly Happening[] =>
  distinct(facts).sort((a, b) => byInstant(a, b) || rank(a) - rank(b) || byIdentity(a, b));

/** The distinct facts of one invoice as a reader wants them: by instant, then event id, then digest. */
export const history = (facts: readonly Fact[]): readonly Fact[] =>
  distinct(facts)
    .sort((a, b) => byInstant(a, b) || byIdentity(a, b))
    .map(({ fact }) => fact);
