import type { PutEvents } from '../../emulator/gateway/put-events.ts';
import type { Archive } from '../../emulator/messaging/archive/archive.ts';
import type { Disk } from '../../emulator/messaging/disk.ts';
import { Engine } from '../../emulator/messaging/engine.ts';
import { type Batch, sqsEventOf } from '../../emulator/messaging/sqs-event.ts';
import { readAnomalySettings } from '../../functions/core/analytics/anomaly/settings.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import { callLeaseMs } from '../../functions/core/downstream/lease.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { names, stageOfDownstreamQueue } from '../../functions/core/names.ts';
import type {
  DueRecords,
  Ledger,
  Log,
  Metrics,
  Ports,
  Records,
  TimeSeries,
} from '../../functions/core/ports.ts';
import type { Replays } from '../../functions/core/replays.ts';
import { hmacLinks } from '../../local/alerts/hmac-links.ts';
import { type DeadLetterSurroundings, EngineDeadLetters } from '../../local/runtime/dead-letters.ts';
import {
  engineBus,
  engineDueCalls,
  engineDueRecords,
  engineQueues,
  engineTopics,
} from '../../local/runtime/engine-ports.ts';
import { makeFunctions, type RunFunction } from '../../local/runtime/function-runner.ts';
import { ownRollups } from '../../local/runtime/own-rollups.ts';
import { engineReplays } from '../../local/runtime/replays.ts';
import { memoryOnce } from '../doubles/memory-once.ts';
import type { Blueprint } from './blueprint.ts';
import type { Bug, BugContext } from './bug.ts';
import type { SimulatedLoop } from './event-loop.ts';
import { type Network, unreliable } from './network.ts';
import { type Receiver, simulatedDownstreams } from './receiver.ts';

/** The journal in small, so that a history of some kilobytes rewrites it several times. */
const smallJournal = { segmentBytes: 12_000, smallSegmentBytes: 2_000, chunkBytes: 512, sliceBytes: 400 };

const silent: Log = { info() {}, warn() {}, error() {} };
const unmeasured: Metrics = { count() {}, gauge() {}, durations() {} };

/** Where it is written down that an entry of the bus was discarded: entry → key of its event. */
export type Discards = DeadLetterSurroundings['ledger'];

/** What a process finds when it starts. */
export interface Surroundings extends Network {
  readonly blueprint: Blueprint;
  readonly loop: SimulatedLoop;
  readonly disk: Disk;
  readonly archive: Archive;
  readonly ledger: Ledger;
  readonly timeSeries: TimeSeries;
  readonly records: Records;
  readonly discards: Discards;
  readonly bug: Partial<Bug>;
  /** The system downstream. */
  readonly receiver: Receiver;
  /** The process before this one died of an error, which the machine survived. */
  readonly afterCrash: boolean;
}

/** The cell's process: the product's messaging and functions, between the faults. */
export interface Process {
  readonly engine: Engine;
  readonly archive: Archive;
  /** What operations stand on. */
  readonly deadLetters: DeadLetters;
  readonly replays: Replays;
  readonly records: Records;
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly dueRecords: DueRecords;
}

/** Opens the cell on what the disk holds. The process may die of it. */
export function openProcess(around: Surroundings): Process {
  const { life, loop, blueprint, bug, faults, random } = around;
  let run: RunFunction = () => Promise.reject(new Error('the functions are not made yet'));
  const deliver = async (name: string, batch: Batch): Promise<unknown> => {
    const event = sqsEventOf(batch);
    if (!batch.queueArn.endsWith('.fifo') && faults.strikes('batchIsShuffled'))
      event.Records = random.shuffle(event.Records);
    if (faults.strikes('batchComesTwice')) run(name, event).catch(() => undefined);
    return run(name, event);
  };
  const archive = bug.archive?.(around.archive) ?? around.archive;
  const engine = Engine.open({
    ...{ template: blueprint.template, dataFolder: '/cell', archive, clock: loop.clock },
    ...{ afterCrash: around.afterCrash, newId: life.newId, timers: life.timers },
    ...{ journal: smallJournal, disk: bug.disk?.(around.disk, random) ?? around.disk },
    deliver: bug.deliver?.(deliver) ?? deliver,
    invoke: (name, event) => run(name, event),
    isBeside: (queue) => stageOfDownstreamQueue(queue) !== undefined,
  });
  run = functionsOf(around, engine);
  const putEvents: PutEvents = (entries) => engine.bus.putEvents(entries);
  blueprint.edge.serve({
    ...{ clock: loop.clock, newId: life.newId, timers: life.timers },
    putEvents: bug.putEvents?.(putEvents) ?? putEvents,
    invokeFunction: (name, event) => run(name, event),
  });
  const deadLetters = new EngineDeadLetters({
    ...{ queues: engine.queues, bus: engine.bus, ledger: around.discards, prefix: blueprint.prefix },
    synced: () => engine.synced(),
  });
  const dueRecords: DueRecords = {
    async add(due) {
      await engineDueRecords(engine).add(due);
      await engine.synced();
    },
  };
  const context = { engine, random, pause: () => life.pause('somebody is busy', random.spread(1, 5_000)) };
  return {
    ...{ engine, archive, records: around.records, replays: engineReplays(engine, archive) },
    ledger: around.ledger,
    dueRecords: bug.operatorsDueRecords?.(dueRecords) ?? dueRecords,
    deadLetters: bug.deadLetters?.(deadLetters, context) ?? deadLetters,
  };
}

/** The functions; every invocation is in an environment of its own, which may die alone. */
function functionsOf(around: Surroundings, engine: Engine): RunFunction {
  const { life, loop, random, blueprint, bug } = around;
  const context: BugContext = { engine, random };
  const { ledger, records, timeSeries } = around;
  const topics = engineTopics(engine, { recordRepeat: async () => {} });
  const queues = engineQueues(engine);
  const never = () => Promise.reject(new Error('a simulated cell is judged, not reconciled'));
  const ports: Ports = {
    // Its archive is no file, and its stores are compared when all is over.
    conservation: {
      archive: { digests: never, events: never, texts: never, span: never },
      ledger: { digests: never, events: never, receivedAt: never },
      timeSeries: { digests: never, events: never },
      ...{ transit: { whereabouts: never }, putBack: { resend: never } },
    },
    // Its invoices stay hot: test/unit/cold has the other kind call by call.
    shelf: { settled: async () => [], read: never, copy: async () => 0, clear: async () => 0 },
    hotDays: Number.POSITIVE_INFINITY,
    reconciler: {
      ...{ prefix: blueprint.prefix, partitions: [] },
      pace: { intervalMs: 0, maxMinutes: 1, maxAgain: 0, budgetMs: 0 },
    },
    // No alarm rings in a simulated cell.
    ...{ once: async () => 'already', alertSettings: blueprint.alertSettings, alertTargets: [] },
    alertLinks: hmacLinks('', async () => undefined),
    ...{ records, clock: loop.clock, random: random.fraction, log: silent, metrics: unmeasured },
    ledger: bug.ledger?.(ledger, context) ?? ledger,
    timeSeries: bug.timeSeries?.(timeSeries, context) ?? timeSeries,
    rollups: ownRollups,
    // Simulated days are too few to learn what is usual.
    eventCounts: {
      version: async () => undefined,
      completeUntil: async () => undefined,
      between: async () => [],
    },
    anomalyScores: { replace: async () => {} },
    anomalySettings: readAnomalySettings('UTC 5'),
    ...{ downstreams: simulatedDownstreams, downstreamCalls: around.receiver },
    dueCalls: engineDueCalls(engine, simulatedDownstreams),
    // Each environment has its own, on records over the network.
    onceCalled: async () => 'busy',
    secretHeaders: { of: async () => ({}), forget() {} },
    ...{ bus: engineBus(engine), stageDeadlines: usualStageDeadlines },
    dueRecords: engineDueRecords(engine),
    elapsed: life.timers.elapsed,
    wait: (ms) => new Promise((resolve) => void life.timers.later(resolve, ms)),
    topics: bug.topics?.(topics, context) ?? topics,
    queues: bug.queues?.(queues, context) ?? queues,
  };
  const run: RunFunction = (name, event) => {
    if (name === names(blueprint.prefix).reconcilerFunction) return Promise.resolve();
    const flaky = unreliable(ports, around);
    // Alerts are not judged, and the letters of their router are none that an operator puts right.
    const isRouter = name === names(blueprint.prefix).alertRouterFunction;
    const seen: Ports = {
      ...flaky,
      records: isRouter ? records : flaky.records,
      onceCalled: memoryOnce(flaky.records, loop.clock, callLeaseMs),
    };
    const withBug = { ...seen, ...bug.client?.(seen) };
    const environment = { ...withBug, ...around.receiver.watch(withBug) };
    return makeFunctions(blueprint.functions, () => environment, life.timers)(name, event);
  };
  return bug.run?.(run) ?? run;
}
