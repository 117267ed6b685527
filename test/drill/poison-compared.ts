import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from '../../bench/load.ts';
import type { DrilledCell } from './drilled-cell.ts';
import type { Comparison } from './plan.ts';
import type { Compared } from './promises.ts';

/** The cell counts how long events took in slices of so many milliseconds of the clock. */
const sliceMs = 10_000;

interface ComparedDrill {
  readonly cell: DrilledCell;
  readonly comparison: Comparison;
  /** Sends so many seconds of the load, and resolves after its last reply. */
  readonly load: (seconds: number) => Promise<Load>;
  readonly onProgress: (text: string) => void;
}

/**
 * Runs the same load with poison and without in turn, each in a slice of its own. Which comes first
 * changes from pair to pair, so that neither gains by the machine becoming slower or faster.
 */
export async function comparePoison(drill: ComparedDrill): Promise<Compared> {
  const { comparison, onProgress } = drill;
  onProgress('the same load, with poison and without in turn');
  // The first one warms up.
  await p99Of(drill, false);
  const pairs: Compared['pairs'][number][] = [];
  for (let pair = 0; pair < comparison.pairs; pair++) {
    const poisonFirst = pair % 2 === 0;
    const first = await p99Of(drill, poisonFirst);
    const second = await p99Of(drill, !poisonFirst);
    const [withPoison, without] = poisonFirst ? [first, second] : [second, first];
    onProgress(`  p99 ${withPoison} ms with poison, ${without} ms without`);
    pairs.push({ withPoison, without });
  }
  return { pairs };
}

/** How long the events of one load took to become visible; poison does not. @returns p99, ms */
async function p99Of({ cell, comparison, load }: ComparedDrill, withPoison: boolean): Promise<number> {
  await sleep(sliceMs - (Date.now() % sliceMs));
  const startedAt = Date.now();
  if (withPoison) cell.faults.begin('bug');
  await load(comparison.seconds);
  await cell.settled(0);
  if (withPoison) cell.faults.end('bug');
  const { p99Ms } = (await cell.status(startedAt)).freshness;
  if (p99Ms === null) throw new Error('nothing became visible');
  return p99Ms;
}
