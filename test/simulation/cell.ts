import type { HttpRequest } from '../../emulator/gateway/http-message.ts';
import type { Archive } from '../../emulator/messaging/archive/archive.ts';
import type { Engine } from '../../emulator/messaging/engine.ts';
import { archiveOf } from '../../emulator/messaging/resources.ts';
import type { Ledger, Records, TimeSeries } from '../../functions/core/ports.ts';
import { memoryLedger } from '../doubles/memory-ledger.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import { SimulatedArchive } from './archive.ts';
import type { Blueprint } from './blueprint.ts';
import type { Bug } from './bug.ts';
import { type Crash, SimulatedDisk } from './disk.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Faults } from './faults.ts';
import { acceptedIn } from './judge.ts';
import { Life } from './life.ts';
import type { Service } from './network.ts';
import { type Discards, openProcess, type Process } from './process.ts';
import { keyOf } from './producers.ts';
import type { Random } from './random.ts';
import { Receiver } from './receiver.ts';
import { SimulatedStore } from './store.ts';
import type { Trace } from './trace.ts';

/** What a simulated cell is made of, and where. */
export interface CellParts {
  readonly blueprint: Blueprint;
  readonly loop: SimulatedLoop;
  readonly trace: Trace;
  readonly random: Random;
  readonly faults: Faults;
  readonly bug: Partial<Bug>;
}

/** A whole cell, from the API to the stores: hardware that stays, and processes that die and start again. */
export class SimulatedCell {
  readonly #parts: CellParts;
  readonly #disk: SimulatedDisk;
  readonly #archive: SimulatedArchive;
  readonly #ledger: SimulatedStore<Ledger>;
  readonly #timeSeries: SimulatedStore<ReturnType<typeof memoryTimeSeries>>;
  readonly #records: SimulatedStore<Records>;
  readonly #discards: SimulatedStore<Map<string, string>>;
  /** Stores that are services of their own, as in the cloud, do not die with the process. */
  readonly #storesLife: Life | undefined;
  readonly #awayUntil = new Map<Service, number>();
  /** Keys of facts whose records the time series refuses, until somebody puts that right. */
  readonly refused = new Set<string>();
  /** The system downstream. */
  readonly receiver: Receiver;
  /** What the bus took, as lines of the archive, whether or not they reached a disk. */
  readonly witnessed: string[] = [];
  /** Whether the power failed: what was not synced may be gone. */
  hadPowerFailure = false;
  #lives = 0;
  #life: Life;
  #process: Process | undefined;

  constructor(parts: CellParts) {
    const { loop, random, blueprint, bug } = parts;
    this.#parts = parts;
    this.#disk = new SimulatedDisk(random.fork());
    this.#archive = new SimulatedArchive(loop, random.fork(), archiveOf(blueprint.template).pattern);
    this.#ledger = new SimulatedStore(bug.memoryLedger ?? memoryLedger, random.fork());
    this.#timeSeries = new SimulatedStore(bug.memoryTimeSeries ?? memoryTimeSeries, random.fork());
    this.#records = new SimulatedStore(() => memoryRecords(loop.clock), random.fork());
    this.#discards = new SimulatedStore(() => new Map(), random.fork());
    this.receiver = new Receiver(random.fork(), parts.faults);
    this.#life = new Life(loop, 0);
    if (random.chance(0.3)) this.#storesLife = this.#life;
    this.#boot(false);
  }

  /** The messaging of the process that runs, if one does. */
  get engine(): Engine | undefined {
    return this.#process?.engine;
  }

  /** What stands in the stores, and what was archived. */
  get ledger(): Ledger {
    return this.#ledger.memory;
  }

  get timeSeries(): ReturnType<typeof memoryTimeSeries> {
    return this.#timeSeries.memory;
  }

  /** The records of operations as they stand. */
  get records(): Records {
    return this.#records.memory;
  }

  get archived(): readonly string[] {
    return this.#archive.lines;
  }

  /** Keys of events that were given up, as it is written down. */
  get discarded(): ReadonlySet<string> {
    // A record that was put off says no more of its event than which entry brought it.
    const keys = new Map(acceptedIn(this.witnessed).map(({ entryId, event }) => [entryId, keyOf(event)]));
    return new Set(Array.from(this.#discards.memory, ([entryId, key]) => keys.get(entryId) ?? key));
  }

  /** What operations of the process that runs stand on. */
  get operations(): Omit<Process, 'engine' | 'archive'> | undefined {
    return this.#process;
  }

  /** A process runs, and no message is on a queue that somebody polls. */
  get isQuiet(): boolean {
    const { engine } = this;
    return (
      engine !== undefined &&
      [...this.#parts.blueprint.consumed].every((name) => engine.queues.get(name)?.length === 0)
    );
  }

  /** The status of the API's answer; never any, when the process dies meanwhile. @throws while nobody listens */
  async handle(request: HttpRequest): Promise<number> {
    if (!this.#process) throw new Error('ECONNREFUSED');
    return (await this.#parts.blueprint.edge.gateway.handle(request)).status;
  }

  /** Keeps a service from answering for so many milliseconds. */
  takeAway(service: Service, ms: number): void {
    this.#note(`${service} is away for ${Math.round(ms)} ms`);
    this.#awayUntil.set(service, this.#parts.loop.elapsed + ms);
  }

  /** Ends the process at once, and starts another one some time later. `path`: only its path dies, of an error. */
  crash(how: Crash | 'path'): void {
    if (!this.#life.alive) return;
    this.#note(`dies: ${how}`);
    if (how === 'power') this.hadPowerFailure = true;
    this.#end(how === 'power' ? 'power' : 'kill', how === 'path');
  }

  /** Lets the process end in order, and starts another one. */
  async restart(): Promise<void> {
    const [life, process] = [this.#life, this.#process];
    if (!process) return;
    this.#note('is told to end');
    this.#process = undefined;
    // A journal that is broken says so again when it is closed.
    await process.engine.close().catch(() => undefined);
    await process.archive.close();
    if (life.alive) this.#end('kill', false);
  }

  #end(how: Crash, afterCrash: boolean): void {
    const { loop, random } = this.#parts;
    this.#life.end();
    this.#process = undefined;
    this.#disk.crash(how);
    this.#archive.crash(how);
    if (!this.#storesLife) {
      this.#ledger.crash(how);
      this.#timeSeries.crash(how);
      this.#records.crash(how);
      this.#discards.crash(how);
    }
    loop.schedule('boot', random.spread(100, 60_000), () => this.#boot(afterCrash));
  }

  #boot(afterCrash: boolean): void {
    const { loop, random, faults, blueprint, bug } = this.#parts;
    this.#note('starts');
    const life = new Life(loop, ++this.#lives);
    this.#life = life;
    const crash = (how: Crash) => {
      if (life.alive) this.crash(how);
    };
    const process = openProcess({
      ...{ life, loop, random, faults, blueprint, bug, crash, afterCrash, receiver: this.receiver },
      isAway: (service) => (this.#awayUntil.get(service) ?? 0) > loop.elapsed && !faults.over,
      disk: this.#disk.for({ life, faults, crash, failed: () => this.#killLater(life) }),
      archive: this.#witness(this.#archive.for(life)),
      ledger: this.#openLedger(life),
      timeSeries: this.#openTimeSeries(life),
      records: this.#openRecords(life),
      discards: this.#openDiscards(life),
    });
    // It may have died of what it found on the disk.
    if (!life.alive) return;
    this.#process = process;
    process.engine.start();
  }

  /** A cell with a broken disk answers nobody until somebody sees to it. */
  #killLater(life: Life): void {
    const { loop, random } = this.#parts;
    loop.schedule('somebody sees to the disk', random.spread(1_000, 600_000), () => {
      if (life.alive) this.crash('kill');
    });
  }

  #witness(archive: Archive): Archive {
    return {
      ...archive,
      append: (lines) => {
        this.witnessed.push(...lines);
        return archive.append(lines);
      },
    };
  }

  #openLedger(life: Life): Ledger {
    const { run } = this.#ledger.open(this.#storesLife ?? life, this.#parts.faults);
    return {
      append: (fact, text) => run((memory) => memory.append(fact, text)),
      facts: (invoiceId) => this.ledger.facts(invoiceId),
      saveHead: (head) => run((memory) => memory.saveHead(head)),
      head: (invoiceId) => this.ledger.head(invoiceId),
      overdue: (now, limit) => this.ledger.overdue(now, limit),
    };
  }

  #openTimeSeries(life: Life): TimeSeries {
    const { run } = this.#timeSeries.open(this.#storesLife ?? life, this.#parts.faults);
    return {
      write: async (records, snapshots) => {
        const accepted = records.filter(({ dimensions }) => !this.refused.has(dimensions.eventKey));
        const refused = records.flatMap((record, index) =>
          accepted.includes(record) ? [] : [{ index, reason: 'The value is out of range.' }],
        );
        const rejected = await run((memory) => memory.write(accepted, snapshots));
        const positions = accepted.map((record) => records.indexOf(record));
        return [
          ...refused,
          ...rejected.map(({ index, reason }) => ({ index: positions[index] ?? index, reason })),
        ];
      },
    };
  }

  #openRecords(life: Life): Records {
    const { run } = this.#records.open(this.#storesLife ?? life, this.#parts.faults);
    return {
      create: (...call) => run((memory) => memory.create(...call)),
      replace: (...call) => run((memory) => memory.replace(...call)),
      remove: (...call) => run((memory) => memory.remove(...call)),
      read: (...call) => this.#records.memory.read(...call),
      // What is read stands for good, as in the local ledger: it waits for the commit under way.
      list: (...call) => run((memory) => memory.list(...call)),
    };
  }

  #openDiscards(life: Life): Discards {
    const { run } = this.#discards.open(this.#storesLife ?? life, this.#parts.faults);
    return {
      recordDiscard: (entryId, fact) =>
        run(async (memory) => void memory.set(entryId, fact ? keyOf(fact.event) : entryId)),
      forgetDiscard: (entryId) => run(async (memory) => void memory.delete(entryId)),
    };
  }

  #note(what: string): void {
    this.#parts.trace.add(this.#parts.loop.elapsed, what);
  }
}
