import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { machineTimers, type Timers } from '../../lib/timers.ts';
import type { CellTemplate } from '../template/cell-template.ts';
import type { Archive } from './archive/archive.ts';
import { Replays } from './archive/replays.ts';
import { Bus } from './bus.ts';
import type { TopicContext } from './definition/topics.ts';
import { type Disk, machineDisk } from './disk.ts';
import { EventSource, type EventSourceContext } from './event-source.ts';
import { FlowControl, type Load } from './flow-control.ts';
import { uniqueIds } from './ids.ts';
import { InvocationBudget } from './invocation-budget.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { Queue, type QueueContext } from './queue.ts';
import { crashed, journalQueueLog, QueueReplay, restarted, snapshotOf } from './queue-log.ts';
import { eventSourcesOf, queuesOf, retiredQueue, rulesOf, schedulesOf, topicsOf } from './resources.ts';
import { Schedule, type ScheduleContext } from './schedule.ts';
import type { Topic } from './topic.ts';

export interface EngineOptions {
  readonly template: CellTemplate;
  readonly dataFolder: string;
  readonly archive: Archive;
  readonly clock: Clock;
  /** The engine before this one died of an error in the same process: what it handed out counts as received. */
  readonly afterCrash?: boolean;
  readonly deliver: EventSourceContext['deliver'];
  readonly invoke: ScheduleContext['invoke'];
  /**
   * Whether the messages of a queue are beside the path: what is to be done once everything else is.
   * They keep no new message out, and have invocations of their own.
   */
  readonly isBeside?: (queue: string) => boolean;
  /** Told of each message to a subscriber that cannot be reached from here. */
  readonly onUndelivered?: TopicContext['onUndelivered'];
  /** Makes ids that no other engine of the cell has made. */
  readonly newId?: () => string;
  readonly timers?: Timers;
  readonly disk?: Disk;
  /** How the journal is kept, other than usual. */
  readonly journal?: Pick<JournalOptions, 'segmentBytes' | 'smallSegmentBytes' | 'chunkBytes' | 'sliceBytes'>;
}

/** How often taken messages are looked over for a visibility timeout that has ended. */
const expiryIntervalMs = 100;
/** Messages with functions at once: enough to share a commit, few enough that they die young. */
const maxInvokedMessages = 2_000;
/** The same for queues beside the path: as many calls as a machine can have under way. */
const maxInvokedBeside = 500;

/** The messaging of a cell, as its templates say: bus, topics, queues, event source mappings and schedules over one journal. */
export class Engine {
  readonly bus: Bus;
  /** By name. */
  readonly queues: ReadonlyMap<string, Queue>;
  /** By ARN. */
  readonly topics: ReadonlyMap<string, Topic>;
  /** Replays of the archive to the bus. */
  readonly replays: Replays;
  /** By the name of the queue they poll. */
  readonly eventSources: ReadonlyMap<string, EventSource>;
  readonly #schedules: readonly Schedule[];
  readonly #journal: Journal;
  readonly #timers: Timers;
  #endExpiry = () => {};

  private constructor(
    engine: Pick<Engine, 'bus' | 'queues' | 'topics' | 'replays' | 'eventSources'>,
    schedules: readonly Schedule[],
    journal: Journal,
    timers: Timers,
  ) {
    this.bus = engine.bus;
    this.queues = engine.queues;
    this.topics = engine.topics;
    this.replays = engine.replays;
    this.eventSources = engine.eventSources;
    this.#schedules = schedules;
    this.#journal = journal;
    this.#timers = timers;
  }

  /** Builds the cell's messaging and puts every message back where the journal says it was. */
  static open({
    template,
    dataFolder,
    archive,
    clock,
    afterCrash,
    deliver,
    invoke,
    isBeside = () => false,
    onUndelivered = () => {},
    newId = uniqueIds(),
    timers = machineTimers,
    disk = machineDisk,
    journal: journalOptions,
  }: EngineOptions): Engine {
    const archived: string[] = [];
    const replay = new QueueReplay();
    let sequence = 0;
    const journal: Journal = Journal.open(
      {
        ...journalOptions,
        ...{ timers, disk },
        folder: join(dataFolder, 'journal'),
        snapshot: () => snapshotOf(queues.values()),
        // An event is in the archive before it is anywhere else, so that the archive lacks nothing the ledger has.
        beforeWrite: async () => {
          if (archived.length > 0) await archive.append(archived.splice(0));
        },
      },
      replay.replay,
    );
    const ended = afterCrash ? crashed : restarted;
    replay.replay(ended);
    journal.append(ended.header);
    const context: QueueContext = {
      clock,
      log: journalQueueLog(() => journal),
      nextSequence: () => ++sequence,
      newId,
    };

    const queues = queuesOf(template, context);
    for (const name of replay.queueNames) {
      // A queue that the definition no longer has keeps its messages until a definition has it again.
      if (!queues.has(name)) queues.set(name, new Queue(retiredQueue(name), context));
    }
    sequence = replay.lastSequence;
    for (const queue of queues.values()) replay.restoreInto(queue);

    const synced = () => journal.flushed();
    const later = timers.background;
    const topics = topicsOf(template, queues, {
      ...{ invoke, later, onUndelivered },
      topic: { clock, newId },
    });
    const bus = new Bus({
      ...rulesOf(template, queues),
      region: template.region,
      accountId: template.accountId,
      archive: (event, line) => {
        if (archive.accepts(event)) archived.push(line);
      },
      admit: (entries) => flow.admit(entries),
      synced,
      clock,
      newId,
    });
    const budget = new InvocationBudget(maxInvokedMessages);
    const budgetBeside = new InvocationBudget(maxInvokedBeside);
    const eventSources = new Map(
      eventSourcesOf(template, queues).map(({ queue, settings }) => [
        queue.settings.name,
        new EventSource(queue, settings, {
          ...{ deliver, later, synced },
          budget: isBeside(queue.settings.name) ? budgetBeside : budget,
        }),
      ]),
    );
    const schedules = schedulesOf(template, queues).map(
      (settings) => new Schedule(settings, { clock, invoke, later }),
    );
    const consumed = Array.from(eventSources, ([name, source]) => ({
      ...{ source, queue: queues.get(name), beside: isBeside(name) },
    }));
    const flow = new FlowControl({ load: () => loadOf(consumed), clock, later });
    const replays = new Replays({
      ...{ archive, bus, clock, disk, timers },
      path: join(dataFolder, 'replays.json'),
    });
    return new Engine({ bus, queues, topics, replays, eventSources }, schedules, journal, timers);
  }

  /** Resolves once all that happened to the queues so far is on disk. */
  synced(): Promise<void> {
    return this.#journal.flushed();
  }

  /** Begins to deliver. */
  start(): void {
    for (const source of this.eventSources.values()) source.start();
    for (const schedule of this.#schedules) schedule.start();
    this.replays.resume();
    this.#endExpiry = this.#timers.repeat(() => {
      for (const queue of this.queues.values()) queue.expire();
    }, expiryIntervalMs);
  }

  /** Stops delivering, waits for what is being processed, and closes the journal, compacted for the next start. */
  async close(): Promise<void> {
    this.#stop();
    await Promise.all([this.replays.stop(), ...this.#schedules.map((schedule) => schedule.stop())]);
    while ([...this.eventSources.values()].some((source) => source.active > 0)) {
      await new Promise<void>((resolve) => this.#timers.later(resolve, 10));
    }
    await this.#journal.compact().finally(() => this.#journal.close());
  }

  /** Stops delivering and closes the journal at once: what is being processed comes back. */
  async abandon(): Promise<void> {
    this.#stop();
    await this.replays.stop();
    await this.#journal.close();
  }

  #stop(): void {
    this.#endExpiry();
    for (const source of this.eventSources.values()) source.stop();
  }

  /** The queue a consumer's message came from. @throws for an ARN the cell does not have */
  queueByArn(arn: string): Queue {
    const queue = this.queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    if (!queue) throw new Error(`the cell has no queue ${arn}`);
    return queue;
  }
}

function loadOf(
  consumed: readonly {
    readonly source: EventSource;
    readonly queue?: Queue | undefined;
    readonly beside: boolean;
  }[],
): Load {
  let active = 0;
  let stored = 0;
  for (const { source, queue, beside } of consumed) {
    if (!beside) active += source.load;
    stored += queue?.length ?? 0;
  }
  return { active, stored };
}
