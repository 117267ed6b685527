import { readDecisions } from '../../operations/conflicts/decisions.ts';
import { openConflicts } from '../../operations/conflicts/open.ts';
import type { Blueprint } from './blueprint.ts';
import type { Bug } from './bug.ts';
import { SimulatedCell } from './cell.ts';
import { deadLettersOf } from './dead-letters.ts';
import { SimulatedLoop, Unfinished } from './event-loop.ts';
import { type FaultKind, Faults } from './faults.ts';
import { judge, type Outcome } from './judge.ts';
import { Operator } from './operator.ts';
import { Producers } from './producers.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { startWeather } from './weather.ts';

/** What came of a history. */
export interface HistoryResult {
  readonly seed: number;
  /** The same for every run of the seed. */
  readonly hash: string;
  /** What is wrong at the end; nothing, if all is well. */
  readonly wrong: readonly string[];
  readonly accepted: number;
  readonly steps: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** What happened, for a reader; empty unless asked for. */
  readonly trace: readonly string[];
}

export interface HistoryOptions {
  readonly seed: number;
  readonly blueprint: Blueprint;
  readonly bug?: Partial<Bug>;
  readonly keepTrace?: boolean;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** When the first history begins; the others on the days after, so that none uses up the quota of another. */
const firstDay = Date.parse('2026-03-02T08:00:00.000Z');
const days = 3_000;
/** Longer than a call that stalls. */
const calmMs = 31 * minuteMs;

/** Runs the history that follows from a seed, and judges it. */
export async function runHistory({
  seed,
  blueprint,
  bug = {},
  keepTrace = false,
}: HistoryOptions): Promise<HistoryResult> {
  const random = new Random(seed);
  const startedAt = firstDay + (seed % days) * dayMs;
  const trace = new Trace(keepTrace);
  const loop = new SimulatedLoop(random.fork(), trace, startedAt);
  const faults = new Faults(random.fork());
  const cell = new SimulatedCell({ blueprint, loop, trace, faults, bug, random: random.fork() });
  const forMs = random.spread(minuteMs, 30 * minuteMs);
  const producers = new Producers({
    ...{ loop, trace, faults, cell, forMs, startedAt },
    random: random.fork(),
  });
  const operator = new Operator({
    ...{ blueprint, loop, trace, faults, cell },
    random: random.fork(),
  });
  const isPutRight = random.chance(0.8);
  startWeather({ loop, faults, cell, random: random.fork() });
  refuseSome(cell, producers, random.fork());

  const wrong: string[] = [];
  try {
    producers.start();
    operator.start();
    await runFor(loop, forMs);
    faults.over = true;
    loop.mendClock();
    cell.refused.clear();
    await runFor(loop, calmMs);
    await untilQuiet(loop, cell, producers);
    void operator.settleAgain();
    await runFor(loop, minuteMs);
    await untilQuiet(loop, cell, producers);
    if (isPutRight) {
      operator.redriveAll();
      await runFor(loop, minuteMs);
      await untilQuiet(loop, cell, producers);
    }
    wrong.push(
      ...producers.wrongAnswers,
      ...(await judge(outcomeOf(cell, producers, blueprint, isPutRight))),
    );
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    wrong.push(error instanceof Unfinished ? `unfinished: the cell ${message}` : `broken: ${message}`);
  }
  return {
    ...{ seed, wrong, hash: trace.hash, steps: loop.steps, trace: trace.lines },
    accepted: producers.accepted.size,
    faults: faults.struck,
  };
}

function outcomeOf(
  cell: SimulatedCell,
  { accepted, sent }: Producers,
  blueprint: Blueprint,
  isPutRight: boolean,
): Outcome {
  const { engine, receiver, discarded, hadPowerFailure, witnessed, archived, ledger, timeSeries } = cell;
  return {
    ...{ accepted, sent, receiver, discarded, hadPowerFailure, witnessed, archived, isPutRight },
    deadLetters: engine ? deadLettersOf(engine, blueprint) : [],
    factsOf: (invoiceId) => ledger.facts(invoiceId),
    headOf: (invoiceId) => ledger.head(invoiceId),
    decisionsAbout: (invoiceId) => readDecisions(cell.records, invoiceId),
    openConflicts: async () => (await openConflicts({ ledger, records: cell.records }, 100)).conflicts,
    records: timeSeries.records(),
    snapshots: timeSeries.snapshots(),
  };
}

/** Runs until every producer has its answer and no message is under way. */
function untilQuiet(loop: SimulatedLoop, cell: SimulatedCell, producers: Producers): Promise<void> {
  return loop.run(() => producers.areDone && cell.isQuiet, 2 * dayMs);
}

/** The time series refuses the records of some events, until the faults are over. */
function refuseSome(cell: SimulatedCell, producers: Producers, random: Random): void {
  if (!random.chance(0.5)) return;
  for (const eventKey of producers.eventKeys) if (random.chance(0.25)) cell.refused.add(eventKey);
}

function runFor(loop: SimulatedLoop, ms: number): Promise<void> {
  let over = false;
  loop.schedule('time passes', ms, () => {
    over = true;
  });
  return loop.run(() => over, ms + 1);
}
