/** A thread that runs histories. */
import { parentPort } from 'node:worker_threads';
import { Rpc } from '../../local/runtime/rpc.ts';
import { loadBlueprint } from './blueprint.ts';
import { bugs } from './bugs/all.ts';
import { runHistory } from './history.ts';
import { noHistories, type Tally, tallied } from './tally.ts';

/** What the thread does for its host. A type, not an interface: it must be assignable to `Api`. */
export type HistoryWorker = {
  /** Runs so many histories, from one seed on. */
  runHistories(firstSeed: number, count: number): Promise<Tally>;
  /** Runs so many histories with a bug planted, until one finds it. @returns the number of that one */
  findBug(name: string, firstSeed: number, most: number): Promise<FoundBug | undefined>;
};

/** A history that found a planted bug: the how manieth, and what it saw. */
export interface FoundBug {
  readonly after: number;
  readonly seed: number;
  readonly saw: string;
}

if (!parentPort) throw new Error('worker.ts runs as a worker thread');
const blueprint = await loadBlueprint();
new Rpc(parentPort).offer({
  async runHistories(firstSeed, count) {
    let tally = noHistories;
    for (let seed = firstSeed; seed < firstSeed + count; seed++)
      tally = tallied(tally, await runHistory({ seed, blueprint }));
    return tally;
  },
  async findBug(name, firstSeed, most) {
    const bug = bugs.find((candidate) => candidate.name === name);
    if (!bug) throw new Error(`There is no bug ${name}`);
    for (let after = 1; after <= most; after++) {
      const seed = firstSeed + after - 1;
      const { wrong } = await runHistory({ seed, blueprint, bug });
      const [saw] = wrong;
      if (saw !== undefined) return { after, seed, saw };
    }
    return undefined;
  },
} satisfies HistoryWorker);
