import type { ProcessorPorts } from '../../../functions/processor/create-processor.ts';
import { throttled } from './harness.ts';

/** How a consumer dies at one of its port calls. */
export interface Fault {
  /** Which port call of the invocation, counted from 0. */
  readonly call: number;
  /** Whether the call has had its effect by then. */
  readonly moment: 'before' | 'after';
  /**
   * throw: the call fails, as a throttle does. kill: nothing of the invocation happens any more.
   * stall: the invocation is given up at its timeout, yet goes on from there when everybody else is
   * done, with what it had read long before.
   */
  readonly kind: 'throw' | 'kill' | 'stall';
}

/** One invocation's view of the ports: every call waits its turn, and the planned fault strikes. */
export interface Doomed {
  readonly ports: ProcessorPorts;
  /** Resolves when a kill or a stall has struck: nobody waits for the invocation any longer. */
  readonly givenUp: Promise<void>;
  readonly stalled: () => boolean;
}

const forever = new Promise<never>(() => {});

/**
 * Wraps the ports for one invocation.
 * @param takeTurn resolves when the call may go on: the scheduler's way to interleave invocations
 * @param theEnd resolves when a stalled invocation goes on
 */
export function doom(
  ports: ProcessorPorts,
  fault: Fault | undefined,
  takeTurn: () => Promise<void>,
  theEnd: Promise<void>,
): Doomed {
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<void>();
  let calls = 0;
  let killed = false;
  let stalled = false;

  const strike = async (): Promise<void> => {
    if (fault?.kind === 'throw') throw throttled();
    giveUp();
    if (fault?.kind === 'kill') killed = true;
    else {
      stalled = true;
      await theEnd;
    }
  };

  const turn = async (): Promise<void> => {
    await takeTurn();
    if (killed) await forever;
  };

  /** The same call with turns and the fault around it. */
  const guarded =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const isStruck = fault?.call === calls;
      calls += 1;
      await turn();
      if (isStruck && fault.moment === 'before') await strike();
      if (killed) await forever;
      const result = await call(...args);
      await turn();
      if (isStruck && fault.moment === 'after') await strike();
      if (killed) await forever;
      return result;
    };

  const { ledger, records, timeSeries, dueRecords, queues } = ports;
  return {
    givenUp,
    stalled: () => stalled,
    ports: {
      ...ports,
      ledger: {
        append: guarded(ledger.append),
        facts: guarded(ledger.facts),
        saveHead: guarded(ledger.saveHead),
        head: guarded(ledger.head),
        overdue: guarded(ledger.overdue),
      },
      timeSeries: { write: guarded(timeSeries.write) },
      records: {
        ...records,
        list: guarded(records.list),
        create: guarded(records.create),
        remove: guarded(records.remove),
      },
      dueRecords: { add: guarded(dueRecords.add) },
      queues: { retryLater: guarded(queues.retryLater), deadLetter: guarded(queues.deadLetter) },
    },
  };
}
