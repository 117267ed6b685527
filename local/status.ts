import type { CellStatus, StageStatus } from '../dashboards/console-api.ts';
import type { Engine } from '../emulator/messaging/engine.ts';
import type { Queue } from '../emulator/messaging/queue.ts';
import {
  byDeadLetterKind,
  type DeadLetterKind,
  deadLetterQueueOf,
  names,
  partitionOfQueue,
  processorOf,
  stageOfDownstreamQueue,
} from '../functions/core/names.ts';
import type { Clock } from '../lib/clock.ts';
import { byStage, type Stage, stages } from '../schemas/stages.ts';

/** The figures that stores and alarms answer for. */
export interface PartStatus {
  readonly distinct: number;
  readonly duplicates: number;
  readonly discarded: number;
  readonly visible: number;
  readonly visibleByStage: Readonly<Record<Stage, number>>;
  readonly newestReceivedAt: string | null;
  readonly freshness: Readonly<Record<'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs', number | null>>;
  readonly stuckInvoices: Readonly<Record<Stage, number>> | null;
  readonly openConflicts: CellStatus['openConflicts'];
  readonly ringing: CellStatus['ringing'];
}

/**
 * Counts the cell's events hop by hop. Queues and stores count for themselves: an event that one of
 * them lost would show as a difference between `accepted` and `visible`.
 */
export function statusOf(
  { prefix, ...place }: Pick<CellStatus, 'cell' | 'region'> & { readonly prefix: string },
  { queues, eventSources }: Pick<Engine, 'queues' | 'eventSources'>,
  parts: PartStatus,
  clock: Clock,
  startedAt: number,
): CellStatus {
  const partitions = partitionsOf(eventSources);
  const depth = (queue: string) => queues.get(queue)?.length ?? 0;
  const stageStatus = (stage: Stage): StageStatus => {
    const own = partitions.filter((partition) => partition.stage === stage);
    const sum = (count: (partition: Partition) => number) =>
      own.reduce((total, partition) => total + count(partition), 0);
    return {
      onBus: sum(({ relay }) => queues.get(relay)?.counters.sent ?? 0),
      relaying: sum(({ relay }) => depth(relay)),
      queued: sum(({ queue }) => queues.get(queue)?.waiting ?? 0),
      processing: sum(({ queue }) => queues.get(queue)?.inFlight ?? 0),
      processed: sum(({ queue }) => queues.get(queue)?.counters.deleted ?? 0),
      visible: parts.visibleByStage[stage],
      deadLettered: sum(({ deadLetters }) => deadLetters.reduce((total, name) => total + depth(name), 0)),
    };
  };
  const ofStages = byStage(stageStatus);
  const total = (count: (stage: StageStatus) => number) =>
    stages.reduce((sum, stage) => sum + count(ofStages[stage]), 0);
  const unrouted = queues.get(names(prefix).unroutedQueue);
  /** Events in the ledger that wait for their records. */
  const due = queues.get(names(prefix).recordQueue);
  const calls = [...queues.values()].filter(({ settings }) => stageOfDownstreamQueue(settings.name));
  const deadLetters = deadLettersByKind(queues.values(), prefix);

  const now = clock.now();
  return {
    ...place,
    startedAt: new Date(startedAt).toISOString(),
    now: new Date(now).toISOString(),
    accepted: total((stage) => stage.onBus) + (unrouted?.counters.sent ?? 0) - parts.duplicates,
    visible: parts.visible,
    distinct: parts.distinct,
    duplicates: parts.duplicates,
    inFlight: total((stage) => stage.relaying + stage.queued + stage.processing) + (due?.length ?? 0),
    deadLettered: Object.values(deadLetters).reduce((sum, count) => sum + count, 0),
    deadLetters,
    discarded: parts.discarded,
    callsWaiting: calls.length === 0 ? null : calls.reduce((sum, { length }) => sum + length, 0),
    freshness: {
      newestReceivedAt: parts.newestReceivedAt,
      ageMs: parts.newestReceivedAt === null ? null : Math.max(0, now - Date.parse(parts.newestReceivedAt)),
      ...parts.freshness,
    },
    stuckInvoices: parts.stuckInvoices,
    openConflicts: parts.openConflicts,
    ringing: parts.ringing,
    stages: ofStages,
  };
}

/** Messages on the dead-letter queues of each kind, on those without a definition too. */
function deadLettersByKind(
  queues: Iterable<Queue>,
  prefix: string,
): Readonly<Record<DeadLetterKind, number>> {
  const counts = byDeadLetterKind(() => 0);
  for (const { settings, length } of queues) {
    const about = deadLetterQueueOf(settings.name, prefix);
    if (about) counts[about.kind] += length;
  }
  return counts;
}

/** A partition of the cell, and its queues. */
interface Partition {
  readonly name: string;
  readonly stage: Stage;
  readonly relay: string;
  readonly queue: string;
  readonly deadLetters: readonly string[];
}

/** The partitions of the cell, found by the function that processes each. */
export function partitionsOf(eventSources: Engine['eventSources']): Partition[] {
  return [...eventSources].flatMap(([queue, { functionName }]) => {
    const processor = processorOf(functionName);
    if (!processor) return [];
    const { prefix, stage } = processor;
    const partition = partitionOfQueue(queue, prefix);
    const name = names(prefix);
    const deadLetters = [
      name.relayDeadLetters(partition),
      name.subscriptionDeadLetters(partition),
      name.deadLetters(partition),
    ];
    return [{ name: partition, stage, queue, relay: name.relayQueue(partition), deadLetters }];
  });
}
