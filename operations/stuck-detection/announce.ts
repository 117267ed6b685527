import type { Bus, Records } from '../../functions/core/ports.ts';
import { chunks } from '../../lib/chunks.ts';
import type { Case } from './cases.ts';
import { type Claim, type ClaimPorts, decide } from './claims.ts';
import { type MarkState, stuckMarks } from './marks.ts';

export type AnnouncePorts = ClaimPorts & { readonly bus: Bus };

/** What became of some cases. */
export interface Outcome {
  readonly announced: number;
  readonly withdrawn: number;
  /** Keys of overdue invoices that are not stuck by the deadlines that hold now. */
  readonly spared: readonly string[];
  /** Why the bus did not take an announcement; the next run makes it. */
  readonly refused: readonly Error[];
  /** What ended a step; the next run takes its cases up again. */
  readonly failed: readonly unknown[];
}

const nothing: Outcome = { announced: 0, withdrawn: 0, spared: [], refused: [], failed: [] };

/** The entries of one PutEvents, and how many such steps are under way at once. */
const stepSize = 10;
const lanes = 8;

/** Settles the cases in order, ten at a time; a step that fails ends none of the others. */
export async function settleAll(cases: readonly Case[], ports: AnnouncePorts): Promise<Outcome> {
  const steps = chunks(cases, stepSize).values();
  const lane = async (): Promise<Outcome> => {
    let sum = nothing;
    for (const step of steps) {
      const outcome = await settle(step, ports).catch((error: unknown) => ({ ...nothing, failed: [error] }));
      sum = add(sum, outcome);
    }
    return sum;
  };
  return (await Promise.all(Array.from({ length: lanes }, lane))).reduce(add, nothing);
}

/**
 * Claims, announces, notes. Who dies between the first two announces nothing, and the claim ends
 * with time; who dies between the last two has the same announcement, with the same id, made again.
 */
async function settle(cases: readonly Case[], ports: AnnouncePorts): Promise<Outcome> {
  const decisions = await Promise.all(
    cases.map(async (each) => ({ key: each.key, ...(await decide(each, ports)) })),
  );
  const spared = decisions.filter(({ kind }) => kind === 'spared').map(({ key }) => key);
  const claims = decisions.flatMap((decision) => (decision.kind === 'claimed' ? [decision.claim] : []));
  if (claims.length === 0) return { ...nothing, spared };
  const refusals = await ports.bus.announce(claims.map(({ announcement }) => announcement));
  const refused = new Set(refusals.map(({ index }) => index));
  await Promise.all(
    claims.map((claim, index) => (refused.has(index) ? release(claim, ports) : note(claim, ports))),
  );
  const taken = claims.filter((_, index) => !refused.has(index));
  const withdrawn = taken.filter(({ state }) => state === 'withdrawing').length;
  return {
    ...{ spared, withdrawn, announced: taken.length - withdrawn, failed: [] },
    refused: refusals.map(({ error }) => error),
  };
}

/** Marks what was announced: as done, or, when it was the end of it, with no mark at all. */
async function note({ key, revision, state, announcement }: Claim, { records }: { records: Records }) {
  if (state === 'withdrawing') return records.remove(stuckMarks, key, revision);
  const { id, stage } = announcement.detail;
  return records.replace(stuckMarks, key, { state: 'announced', id, stage } satisfies MarkState, revision);
}

/** Gives a claim back, for the next run to take up. */
async function release({ key, revision, state, announcement }: Claim, { records }: { records: Records }) {
  const free = { state, claimedAt: 0, announcement } satisfies MarkState;
  return records.replace(stuckMarks, key, free, revision);
}

function add(a: Outcome, b: Outcome): Outcome {
  return {
    announced: a.announced + b.announced,
    withdrawn: a.withdrawn + b.withdrawn,
    spared: [...a.spared, ...b.spared],
    refused: [...a.refused, ...b.refused],
    failed: [...a.failed, ...b.failed],
  };
}
