import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Rpc } from '../../local/runtime/rpc.ts';
import { loadBlueprint } from './blueprint.ts';
import { bugs } from './bugs/all.ts';
import { added, noHistories, type Tally } from './tally.ts';
import type { FoundBug, HistoryWorker } from './worker.ts';

/** Histories a thread runs before it says how far it is. */
const chunk = 25;

/** Runs so many histories, from one seed on, in as many threads as there are processors. */
export async function simulate(options: {
  readonly seed: number;
  readonly histories: number;
  readonly onProgress: (soFar: Tally) => void;
}): Promise<Tally> {
  const { seed, histories, onProgress } = options;
  const starts = Array.from({ length: Math.ceil(histories / chunk) }, (_, index) => index * chunk);
  let tally = noHistories;
  await inThreads(starts, async (worker, start) => {
    const more = await worker.call('runHistories', seed + start, Math.min(chunk, histories - start));
    tally = added(tally, more);
    onProgress(tally);
  });
  return { ...tally, failures: tally.failures.toSorted((a, b) => a.seed - b.seed) };
}

/** A planted bug, and the history that found it, if one did. */
export interface BugReport {
  readonly bug: string;
  readonly mistake: string;
  readonly found: FoundBug | undefined;
}

/** Looks for each planted bug in so many histories at most, from one seed on. */
export async function findBugs(options: {
  readonly seed: number;
  readonly histories: number;
  /** The name of the one bug to look for; all of them without it. */
  readonly only?: string | undefined;
  readonly onProgress: (done: number) => void;
}): Promise<BugReport[]> {
  const reports = new Map<string, BugReport>();
  const planted = bugs.filter(({ name }) => options.only === undefined || options.only === name);
  await inThreads(planted, async (worker, { name, mistake }) => {
    const found = await worker.call('findBug', name, options.seed, options.histories);
    reports.set(name, { bug: name, mistake, found });
    options.onProgress(reports.size);
  });
  return bugs.flatMap(({ name }) => reports.get(name) ?? []);
}

/** Does all the tasks, each in the next thread that is free. */
async function inThreads<T>(
  tasks: readonly T[],
  run: (worker: Rpc<HistoryWorker>, task: T) => Promise<void>,
): Promise<void> {
  // Synthesized once, before every thread wants it.
  await loadBlueprint();
  const waiting = tasks.values();
  const threads = Math.min(availableParallelism(), tasks.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const thread = new Worker(new URL('./worker.ts', import.meta.url));
      const worker = new Rpc<HistoryWorker>(thread);
      const died = new Promise<never>((_, reject) => thread.once('error', reject));
      try {
        for (const task of waiting) await Promise.race([run(worker, task), died]);
      } finally {
        await thread.terminate();
      }
    }),
  );
}
