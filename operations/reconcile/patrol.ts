import { type Minutes, minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { PatrolPace } from '../../functions/core/conservation/settings.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { Log, Records } from '../../functions/core/ports.ts';
import type { ReplayedCell } from '../replay/replay.ts';
import { advance, begin, note, type Progress, progressIn, unsettledMinutes } from './patrol-records.ts';
import type { ReconcilePorts } from './ports.ts';
import { type PutBackPorts, putBackDifferences } from './put-back.ts';
import { reconcile } from './reconcile.ts';
import type { Difference } from './report.ts';

export type PatrolPorts = ReconcilePorts & PutBackPorts & { readonly records: Records; readonly log: Log };

/** What a round found. */
export interface Patrol {
  /** Events that are missing or altered, of what the round looked at. */
  readonly differences: readonly Difference[];
  /** How many of them were put back into the path. */
  readonly putBack: number;
  /** Events that are missing or altered, as each minute was last seen. */
  readonly standing: number;
  /**
   * Up to when everything accepted is at an end, visible or discarded, ms since the epoch: the beginning of the
   * oldest minute of which some event is not, or that no round has looked at.
   */
  readonly provedTo: number;
}

/** Differences named by a line of the log. */
const named = 20;

/**
 * A round of reconciling: the minutes that ended since the last one, and earlier ones as long as they
 * hold an event that is under way, a dead letter or missing. What is missing is named and put back.
 * The first round only notes where to begin. A round that dies is repeated by the next one, and two
 * at once do the same twice, to the same effect.
 */
export async function patrol(ports: PatrolPorts, cell: ReplayedCell, pace: PatrolPace): Promise<Patrol> {
  const { records, clock, log } = ports;
  const begun = clock.now();
  const before = await progressIn(records);
  const isDue = !before || begun - before.lookedAt >= pace.intervalMs;
  // Noted at once, so that what is called while the round is at work begins none of its own.
  const claimed = before && isDue ? await advance(records, before, before.to, begun) : undefined;
  if (before && !claimed) return { differences: [], putBack: 0, ...(await standingIn(records, before.to)) };

  const kept = await ports.archive.span();
  const round: Round = { ports, cell, pace, kept, mayGoOn: (share) => clock.now() - begun < share };
  const again = await lookAgain(round);
  const { outcomes: onwards, to } = await lookOn(round, claimed, begun);
  const looks = [...again, ...onwards];
  const differences = looks.flatMap((look) => look.differences);
  const putBack = looks.reduce((sum, look) => sum + look.putBack, 0);
  if (differences.length > 0)
    log.error(logMessages.unaccountedEvents, {
      ...{ events: differences.length, putBack },
      first: differences
        .slice(0, named)
        .map(({ invoiceId, eventId, reached }) => ({ invoiceId, eventId, reached })),
    });
  return { differences, putBack, ...(await standingIn(records, to)) };
}

interface Round {
  readonly ports: PatrolPorts;
  readonly cell: ReplayedCell;
  readonly pace: PatrolPace;
  /** The receipts that can be told about, in whole minutes. */
  readonly kept: Minutes;
  /** Whether a part of the time that a round has, in ms, is not over yet. */
  readonly mayGoOn: (share: number) => boolean;
}

interface Outcome {
  readonly differences: readonly Difference[];
  readonly putBack: number;
}

/** Looks at minutes that were not settled before, in one look where they stand side by side. */
async function lookAgain(round: Round): Promise<readonly Outcome[]> {
  const { ports, pace, kept } = round;
  const all = await unsettledMinutes(ports.records);
  const expired = all.filter(({ minute }) => minute < minuteOf(kept.from));
  for (const minute of expired) await note(ports.records, minute, true);
  const due = all.filter(({ minute }) => minute >= minuteOf(kept.from) && minute + minuteMs <= kept.to);
  const outcomes: Outcome[] = [];
  for (const run of runsOf(
    due.slice(0, pace.maxAgain).map(({ minute }) => minute),
    pace.maxMinutes,
  )) {
    // The other half is for what is new.
    if (outcomes.length > 0 && !round.mayGoOn(pace.budgetMs / 2)) break;
    outcomes.push(await lookAt(round, run));
  }
  return outcomes;
}

/** Looks at the minutes that ended since the last round, part by part. @returns how far it came, too */
async function lookOn(
  round: Round,
  before: Progress | undefined,
  begun: number,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly to: number }> {
  const { ports, pace, kept } = round;
  const { records } = ports;
  const [first, end] = [minuteOf(kept.from), minuteOf(kept.to)];
  if (!before) await begin(records, end, begun);
  const outcomes: Outcome[] = [];
  let progress = before;
  let reached = before?.to ?? end;
  while (progress) {
    const from = Math.max(first, progress.to);
    const to = Math.min(end, from + pace.maxMinutes * minuteMs);
    if (from < to) outcomes.push(await lookAt(round, { from, to }));
    reached = Math.max(from, to);
    progress = await advance(records, progress, reached, begun);
    if (to >= end || !round.mayGoOn(pace.budgetMs)) break;
  }
  return { outcomes, to: reached };
}

/**
 * Accounts for some minutes, puts back what is missing, and notes what has to be looked at again. The
 * caller notes afterwards that it has come so far: a death in between repeats the minutes.
 */
async function lookAt({ ports, cell }: Round, minutes: Minutes): Promise<Outcome> {
  const { records, clock } = ports;
  const { differences, unsettled } = await reconcile(ports, minutes);
  await replaceLostSnapshots(ports, minutes);
  const of = Map.groupBy(differences, ({ receivedAt }) => minuteOf(Date.parse(receivedAt)));
  const putBack = differences.length > 0 ? await putBackDifferences(ports, cell, differences) : 0;
  const open = new Set(unsettled.map((minute) => Date.parse(minute)));
  for (let minute = minutes.from; minute < minutes.to; minute += minuteMs) {
    const missing = of.get(minute)?.length ?? 0;
    const lookedAt = clock.now();
    const found = { minute, differences: missing, lookedAt };
    const isPutBack = putBack > 0 && missing > 0;
    await note(records, isPutBack ? { ...found, putBackAt: lookedAt } : found, !open.has(minute));
  }
  return { differences, putBack };
}

/** Snapshots that are lost are made anew at once: nothing of them is on its way. */
async function replaceLostSnapshots({ snapshots, log }: PatrolPorts, minutes: Minutes): Promise<void> {
  const lost = (await snapshots?.check(minutes, { thorough: false, putRight: true })) ?? [];
  if (lost.length > 0)
    log.error(logMessages.snapshotsReplaced, { invoices: lost.length, first: lost.slice(0, named) });
}

/** Minutes as windows: those that stand side by side together, so many at most. */
function runsOf(minutes: readonly number[], maxMinutes: number): readonly Minutes[] {
  const runs: Minutes[] = [];
  for (const from of minutes.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    const joins = last?.to === from && from - last.from < maxMinutes * minuteMs;
    if (joins) runs.pop();
    runs.push({ from: joins && last ? last.from : from, to: from + minuteMs });
  }
  return runs;
}

/** What is left of all rounds. @param to how far they have come */
async function standingIn(records: Records, to: number): Promise<Pick<Patrol, 'standing' | 'provedTo'>> {
  const unsettled = await unsettledMinutes(records);
  return {
    standing: unsettled.reduce((sum, { differences }) => sum + differences, 0),
    provedTo: Math.min(to, ...unsettled.map(({ minute }) => minute)),
  };
}
