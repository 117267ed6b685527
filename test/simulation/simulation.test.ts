import { beforeAll, describe, expect, test } from 'vitest';
import { sized } from '../long-run.ts';
import { type Blueprint, loadBlueprint } from './blueprint.ts';
import { bugs } from './bugs/all.ts';
import { runHistory } from './history.ts';

/** `npm run simulate` goes on for as many as you like. */
const histories = sized(8, 100);
const firstSeed = Number(process.env.BEMS_SEED ?? Date.now() % 1_000_000);
const seeds = Array.from({ length: histories }, (_, index) => firstSeed + index);

/** Bugs that few histories find, and after how many at most. */
const quicklyFound = ['failures-ignored', 'sync-lies', 'present-means-done', 'records-append'];
const mostHistories = 100;

let blueprint: Blueprint;
beforeAll(async () => {
  blueprint = await loadBlueprint();
});

describe(`Given simulated cells of the seeds from ${firstSeed} on`, () => {
  test('when anything fails at any moment, then nothing is lost or counted twice', async () => {
    for (const seed of seeds) {
      const { wrong } = await runHistory({ seed, blueprint });
      expect({ seed, wrong }).toEqual({ seed, wrong: [] });
    }
  }, 120_000);

  test('when a seed runs again, then the same happens, step by step', async () => {
    const [seed = firstSeed] = seeds;
    const first = await runHistory({ seed, blueprint, keepTrace: true });
    await runHistory({ seed: seed + 1, blueprint });
    const again = await runHistory({ seed, blueprint, keepTrace: true });
    expect(again.trace).toEqual(first.trace);
    expect(again.hash).toBe(first.hash);
    expect(first.trace.length).toBeGreaterThan(100);
  }, 60_000);
});

describe('Given a planted bug', () => {
  test.each(quicklyFound)(
    '%s is found',
    async (name) => {
      const bug = bugs.find((candidate) => candidate.name === name);
      let wrong: readonly string[] = [];
      for (let seed = 1; wrong.length === 0 && seed <= mostHistories; seed++)
        ({ wrong } = await runHistory({ seed, blueprint, ...(bug && { bug }) }));
      expect(wrong).not.toEqual([]);
    },
    120_000,
  );
});
