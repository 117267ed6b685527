import type { PutEvents } from '../../emulator/gateway/put-events.ts';
import type { Archive } from '../../emulator/messaging/archive/archive.ts';
import type { Disk } from '../../emulator/messaging/disk.ts';
import type { Engine, EngineOptions } from '../../emulator/messaging/engine.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import type { DueRecords, Ledger, Ports, Queues, TimeSeries, Topics } from '../../functions/core/ports.ts';
import type { RunFunction } from '../../local/runtime/function-runner.ts';
import type { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import type { Random } from './random.ts';

/** What a planted bug finds around it. */
export interface BugContext {
  readonly random: Random;
  readonly engine: Engine;
}

/**
 * A mistake that somebody might make, planted by putting something wrong in the place of one part of
 * the cell. The parts themselves know of no bugs.
 */
export interface Bug {
  readonly name: string;
  /** The mistake, in a sentence. */
  readonly mistake: string;
  /** Stores that are wrong in themselves. */
  readonly memoryLedger?: () => Ledger;
  readonly memoryTimeSeries?: typeof memoryTimeSeries;
  /** Parts of a process, made anew for each of its lives. */
  readonly disk?: (disk: Disk, random: Random) => Disk;
  readonly archive?: (archive: Archive) => Archive;
  readonly putEvents?: (putEvents: PutEvents) => PutEvents;
  readonly deliver?: (deliver: EngineOptions['deliver']) => EngineOptions['deliver'];
  readonly run?: (run: RunFunction) => RunFunction;
  readonly ledger?: (ledger: Ledger, context: BugContext) => Ledger;
  readonly timeSeries?: (timeSeries: TimeSeries, context: BugContext) => TimeSeries;
  readonly topics?: (topics: Topics, context: BugContext) => Topics;
  readonly queues?: (queues: Queues, context: BugContext) => Queues;
  /** The ports as a function sees them, with all that can happen on the way; for one invocation. */
  readonly client?: (ports: Ports) => Partial<Ports>;
  /** The queue on which operators ask for an invoice to be projected anew. */
  readonly operatorsDueRecords?: (dueRecords: DueRecords) => DueRecords;
  /** What operations make of dead letters; `pause` lets some time go by. */
  readonly deadLetters?: (
    deadLetters: DeadLetters,
    context: BugContext & { readonly pause: () => Promise<void> },
  ) => DeadLetters;
}
