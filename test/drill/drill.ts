import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Run as BenchRun, type Run } from '../../bench/invoices.ts';
import { type Load, startLoad } from '../../bench/load.ts';
import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import type { Tally } from '../../operations/reconcile/report.ts';
import { eventually } from '../cell/eventually.ts';
import { compare } from './acknowledged-events.ts';
import { DrilledCell } from './drilled-cell.ts';
import type { Plan } from './plan.ts';
import { type PlantedLoss, plantLoss } from './planted-loss.ts';
import { comparePoison } from './poison-compared.ts';
import type { Outcome, Phase } from './promises.ts';
import { type DrillReceiver, startReceiver } from './receiver.ts';
import { Watches } from './watches.ts';

/** Shares of the events that come in each phase; what the dead cell could not take comes last. */
const shares = { poison: 0.2, timeSeries: 0.3, ledger: 0.3, downstream: 0.2 } as const;
/** How far into the load of an outage the cell is killed. */
const killAt = 0.5;
const batch = 5;
const connections = 256;
/** A day of these invoices takes so long, so that none waits for longer than it may. */
const paceMs = 60_000;
/** By when the slowest alarm has seen that all is well. */
const quietWithinMs = 15 * minuteMs;
const closedAfterMs = 5 * minuteMs;

interface Drill {
  readonly plan: Plan;
  readonly cell: DrilledCell;
  readonly watches: Watches;
  readonly receiver: DrillReceiver;
  readonly loads: Load[];
  readonly onProgress: (text: string) => void;
}

/** Runs the drill on a cell of its own. @throws when the cell does not come to rest */
export async function runDrill(plan: Plan, onProgress: (text: string) => void): Promise<Outcome> {
  const receiver = await startReceiver();
  const cell = new DrilledCell(receiver.url);
  let step = 'the cell starts';
  const next = (text: string) => {
    step = text;
    onProgress(text);
  };
  try {
    await cell.start();
    const watches = new Watches(cell);
    const drill: Drill = { plan, cell, watches, receiver, loads: [], onProgress: next };
    return await course(drill).finally(() => watches.stop());
  } catch (cause) {
    throw new Error(`The drill failed while ${step}. The cell said last:\n${cell.lastWords()}`, { cause });
  } finally {
    await cell.remove();
    await receiver.stop();
  }
}

async function course(drill: Drill): Promise<Outcome> {
  const { plan, cell, watches, loads, onProgress } = drill;
  const { faults } = cell;
  const startedAt = Date.now();
  const { comparison } = plan;
  const compared =
    comparison &&
    (await comparePoison({
      ...{ cell, comparison, onProgress },
      load: (seconds) => load(drill, seconds * plan.rate),
    }));
  const comparedEvents = acknowledged(loads);
  faults.begin('bug');
  const poison = await phase(drill, 'one event in a hundred is poison', async () => {
    await load(drill, shares.poison * plan.events);
    return Date.now();
  });
  const timeSeries = await phase(drill, 'the time series is away', () => outage(drill, 'timeSeries'));
  let loss: PlantedLoss | undefined;
  const ledger = await phase(drill, 'the ledger is away, the cell is killed', () =>
    outage(drill, 'ledger', async () => {
      await cell.somethingWaits();
      drill.receiver.killedAt = Date.now();
      await cell.killAndRestart(async (dataFolder) => {
        loss = await plantLoss(dataFolder);
      });
    }),
  );
  const downstream = await phase(drill, 'the downstream is away', () => downstreamOutage(drill));
  const rest = await phase(drill, 'what nobody could take before', async () => {
    const missing = () => plan.events - (acknowledged(loads) - comparedEvents);
    while (missing() > 0) await load(drill, missing());
    return Date.now();
  });
  if (!loss) throw new Error('nothing was lost');
  const receivedUntil = Date.now();

  const deadLettersAt = await cell.status();
  onProgress('dead letters are discarded and redriven');
  const discarded = await discard(drill);
  faults.end('bug');
  const { done: redriven } = await cell.bems<{ done: number }>(['dlq', 'redrive', '--all']);
  await cell.settled(1);

  onProgress('the cell is reconciled');
  if (!plan.minutesPass) cell.advance(closedAfterMs);
  const found = await reconcile(drill, startedAt, receivedUntil);
  await cell.settled(0);
  const again = await reconcile(drill, startedAt, receivedUntil);
  const status = await cell.status();
  const { lost, twice } = await compare(cell, loads, new Set(discarded));

  onProgress('the calls that wait are made');
  await allCalled(cell);
  const calls = await drill.receiver.counts();

  onProgress('the alarms fall silent');
  const stillRinging = plan.minutesPass ? await quiet(watches) : [];
  return {
    ...{ plan, compared },
    phases: [poison, timeSeries, ledger, downstream, ...(rest.acknowledged > 0 ? [rest] : [])],
    status,
    ...{ acknowledged: acknowledged(loads), discarded: discarded.length, redriven, lost, twice },
    planted: { ...loss, found: found.includes(loss.eventId) || logged(cell, loss) },
    differencesAfterwards: again.length,
    downstream: { due: status.stages.posting.visible, ...calls },
    deadLetteredStages: Object.entries(deadLettersAt.stages)
      .filter(([, { deadLettered }]) => deadLettered > 0)
      .map(([stage]) => stage),
    alarms: { rang: Object.fromEntries([...watches.rang].toSorted()), stillRinging },
  };
}

/** A part of the drill, until everything of it is visible or a dead letter. @param course ends when it is well again */
async function phase(drill: Drill, name: string, course: () => Promise<number>): Promise<Phase> {
  const { cell, watches, loads, onProgress } = drill;
  onProgress(name);
  watches.takeLargestBacklog();
  const [startedAt, loadsBefore] = [Date.now(), loads.length];
  const wellAt = await course();
  // The event that was planted as lost.
  await cell.settled(1);
  const workedOffAt = Date.now();
  const { p50Ms, p99Ms, maxMs } = (await cell.status(startedAt)).freshness;
  return {
    ...{ name, acknowledged: acknowledged(loads.slice(loadsBefore)) },
    notTaken: notTaken(loads.slice(loadsBefore)),
    ...{ largestBacklog: watches.takeLargestBacklog(), workedOffMs: workedOffAt - wellAt },
    ...{ p50Ms, p99Ms, maxMs },
  };
}

/** A store is away under load. @param meanwhile happens in the middle of it @returns when it was back */
async function outage(
  drill: Drill,
  store: 'ledger' | 'timeSeries',
  meanwhile: () => Promise<void> = async () => {},
): Promise<number> {
  const { plan, cell } = drill;
  const events = shares[store] * plan.events;
  cell.faults.begin(store);
  const back = sleep(plan.awaySeconds * 1_000);
  const loading = load(drill, events);
  await sleep(killAt * (events / plan.rate) * 1_000);
  await meanwhile();
  await Promise.all([back, loading]);
  cell.faults.end(store);
  return Date.now();
}

/** The system downstream is away under load. @returns when it was back and no call waited any more */
async function downstreamOutage(drill: Drill): Promise<number> {
  const { plan, cell, receiver } = drill;
  await receiver.setAway(true);
  const back = sleep(plan.downstreamAwaySeconds * 1_000);
  await Promise.all([back, load(drill, shares.downstream * plan.events)]);
  await receiver.setAway(false);
  const wellAt = Date.now();
  await allCalled(cell);
  return wellAt;
}

async function allCalled(cell: DrilledCell): Promise<void> {
  // Delays of retries grow up to five minutes.
  const withinMs = 10 * minuteMs;
  const lookAt = 'the calls that wait, in the status';
  await eventually(
    () => cell.status(),
    ({ callsWaiting }) => callsWaiting === 0,
    { lookAt, withinMs },
  );
}

async function load({ plan: { rate }, cell, watches, loads }: Drill, events: number): Promise<Load> {
  const run: Run = new BenchRun(`drill-${loads.length}`, Date.now(), paceMs);
  const { origin } = cell;
  const { apiKey } = cell.running;
  const seconds = events / rate;
  const started = await startLoad({ origin, apiKey, run, rate, batch, connections, seconds });
  loads.push(started);
  await started.done;
  if (started.tally.acknowledged.invoices > 0) watches.invoiceId ??= run.invoiceId(0);
  return started;
}

function acknowledged(loads: readonly Load[]): number {
  return loads.reduce((sum, { tally }) => sum + tally.acknowledged.count, 0);
}

/** Events that were due and not acknowledged, by why. */
function notTaken(loads: readonly Load[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { tally } of loads)
    for (const [why, count] of [
      ...tally.refused,
      ['timeout', tally.timeouts],
      ['unsent', tally.unsent],
    ] as const)
      if (count > 0) counts.set(why, (counts.get(why) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** Discards some dead letters. @returns the ids of their events */
async function discard({ plan, cell }: Drill): Promise<readonly string[]> {
  const list = ['dlq', 'list', '--each', `${plan.discards}`];
  const { letters } = await cell.bems<{ letters: readonly DiagnosedLetter[] }>(list);
  for (const { messageId } of letters)
    await cell.bems(['dlq', 'discard', '--message', messageId, '--reason', 'a drill', '--yes']);
  return letters.map(({ eventId }) => eventId ?? '');
}

/** Reconciles the minutes of the drill once they are closed. @returns the ids of events that were missing */
async function reconcile({ cell }: Drill, from: number, until: number): Promise<readonly string[]> {
  const to = minuteOf(until) + minuteMs;
  await eventually(
    () => cell.console.read<{ readonly to: number }>('reconcile/span'),
    (span) => span.to >= to,
    { lookAt: 'the clock', withinMs: closedAfterMs },
  );
  const [begin, end] = [from, to].map((at) => new Date(at).toISOString());
  const { differences } = await cell.bems<Tally & { differences: readonly { eventId: string }[] }>(
    ['reconcile', '--from', begin ?? '', '--to', end ?? ''],
    // 1: something was missing or altered.
    [0, 1],
  );
  return differences.map(({ eventId }) => eventId);
}

/** Whether the cell found by itself that the event was missing. */
function logged({ home }: DrilledCell, { eventId }: PlantedLoss): boolean {
  const lines = readFileSync(join(home.dataFolder, 'cell.log'), 'utf8').split('\n');
  return lines.some((line) => line.includes(logMessages.unaccountedEvents.code) && line.includes(eventId));
}

/** Waits until no alarm rings. @returns those that still do when the time is over */
async function quiet(watches: Watches): Promise<readonly string[]> {
  const until = Date.now() + quietWithinMs;
  for (;;) {
    const ringing = await watches.ringing();
    if (ringing.length === 0 || Date.now() > until) return ringing;
    await sleep(5_000);
  }
}
