import { decisionsOf, openConflictMarks } from '../../functions/core/invoice/conflicts.ts';
import type { Ports } from '../../functions/core/ports.ts';
import type { Crash } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

/** What can be away. */
export type Service = 'ledger' | 'timeSeries' | 'topics' | 'queues';

/** What a function's calls go through. */
export interface Network {
  readonly life: Life;
  readonly faults: Faults;
  readonly random: Random;
  readonly crash: (how: Crash) => void;
  readonly isAway: (service: Service) => boolean;
}

/** Longer than any function may take, ms. */
const stallMs = { from: 60_000, to: 30 * 60_000 };

/**
 * One environment of a function: its ports over a network that is slow, that fails, and that loses
 * answers. An environment that dies makes no further call, and nobody hears of it again.
 */
export function unreliable<P extends Pick<Ports, Service | 'records'>>(ports: P, network: Network): P {
  const { life, faults, random, crash, isAway } = network;
  let callsLeft = faults.strikes('functionDies') ? random.int(0, 6) : Number.POSITIVE_INFINITY;

  /** Half of the ways take no time, so that calls come at once and share a commit. */
  const travel = async (label: string): Promise<void> => {
    const ms = faults.strikes('callStalls')
      ? random.spread(stallMs.from, stallMs.to)
      : faults.strikes('callIsSlow')
        ? random.spread(500, 20_000)
        : random.pick([0, random.spread(0.5, 20)]);
    await life.pause(label, ms);
  };
  const over =
    (service: Service, name: string) =>
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (callsLeft-- <= 0) return new Promise(() => {});
      await travel(`${name} asked`);
      if (faults.strikes('crashAtCall')) crash(random.pick(['kill', 'power']));
      if (!life.alive) return new Promise(() => {});
      if (isAway(service) || faults.strikes('callFails')) throw unavailable(name);
      const result = await call(...args);
      if (faults.strikes('crashAtCall')) crash(random.pick(['kill', 'power']));
      await travel(`${name} answered`);
      if (faults.strikes('answerIsLost')) throw unavailable(name);
      return result;
    };

  const ofConflicts = <Args extends readonly unknown[], Result>(
    collection: string,
    name: string,
    call: (...args: Args) => Promise<Result>,
  ) =>
    collection === openConflictMarks || collection.startsWith(decisionsOf(''))
      ? over('ledger', name)(call)
      : call;

  const { ledger, records, timeSeries, topics, queues } = ports;
  return {
    ...ports,
    ledger: {
      append: over('ledger', 'append')(ledger.append),
      facts: over('ledger', 'facts')(ledger.facts),
      saveHead: over('ledger', 'saveHead')(ledger.saveHead),
      head: over('ledger', 'head')(ledger.head),
      overdue: over('ledger', 'overdue')(ledger.overdue),
    },
    // As far away as the ledger: the same service, or the same file. What other functions keep there,
    // such as marks of stuck invoices, is not judged.
    records: {
      ...records,
      create: (...call) => ofConflicts(call[0], 'create', records.create)(...call),
      remove: (...call) => ofConflicts(call[0], 'remove', records.remove)(...call),
      list: (...call) => ofConflicts(call[0], 'list', records.list)(...call),
    },
    timeSeries: { write: over('timeSeries', 'write')(timeSeries.write) },
    topics: { publish: over('topics', 'publish')(topics.publish) },
    queues: {
      retryLater: over('queues', 'retryLater')(queues.retryLater),
      deadLetter: over('queues', 'deadLetter')(queues.deadLetter),
    },
  };
}

/** An error as an SDK gives for a call that was not answered. */
function unavailable(name: string): Error {
  return Object.assign(new Error(`${name}: no answer`), { name: 'TimeoutError' });
}
