import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rollupsUnlessUnchanged } from '../../../functions/adapters/lake/unless-unchanged.ts';
import { rollupRunsCollection } from '../../../functions/core/rollup-runs.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';

const start = Date.UTC(2026, 2, 2, 10);
const quarterMs = 900_000;
const hourMs = 3_600_000;

/**
 * A lake of one number, and the rollup of it: a statement reads the number, and commits it to the sums later.
 * @param pause between any two steps of whatever goes on
 */
function lakeOfOne(pause: () => Promise<void> = async () => {}) {
  const world = { now: start, source: 0, sum: 0, sourceVersion: 0, sumVersion: 0, made: 0 };
  const commit = (read: number) => {
    if (world.sum === read) return;
    world.sum = read;
    world.sumVersion += 1;
  };
  const memory = memoryRecords({ now: () => world.now });
  const records: Pick<typeof memory, 'create' | 'read' | 'replace'> = {
    create: async (...args) => pause().then(() => memory.create(...args)),
    read: async (...args) => pause().then(() => memory.read(...args)),
    replace: async (...args) => pause().then(() => memory.replace(...args)),
  };
  const late: Promise<void>[] = [];
  const always = (dies: boolean) => ({
    bringUpToDate: async () => {
      world.made += 1;
      const read = world.source;
      await pause();
      if (dies) {
        // Its statement goes on without it.
        late.push(pause().then(() => commit(read)));
        throw new Error('Lambda ended the run.');
      }
      commit(read);
      await pause();
      return { hours: 4 };
    },
  });
  let isKnown = true;
  const versions = {
    of: async (tables: readonly string[]) => {
      await pause();
      const isOfSources = tables.includes('events_raw');
      return isKnown ? `${tables} ${isOfSources ? world.sourceVersion : world.sumVersion}` : undefined;
    },
  };
  const rollups = rollupsUnlessUnchanged(always(false), { versions, records });
  const dyingRollups = rollupsUnlessUnchanged(always(true), { versions, records });
  return {
    world,
    late,
    records: memory,
    run: (reach: 'usual' | 'far' = 'usual') => rollups.bringUpToDate(world.now, reach),
    dying: () => dyingRollups.bringUpToDate(world.now, 'usual').catch(() => undefined),
    write() {
      world.source += 1;
      world.sourceVersion += 1;
    },
    saysNothing() {
      isKnown = false;
    },
  };
}

describe('Given rollups that are made unless nothing has changed', () => {
  test('When nothing was committed since a run ended, Then the next does nothing', async () => {
    const lake = lakeOfOne();
    lake.write();
    expect(await lake.run()).toEqual({ hours: 4 });
    expect(await lake.run()).toEqual({ hours: 0 });
    lake.world.now += 1_000 * hourMs;
    expect(await lake.run()).toEqual({ hours: 0 });
    expect(lake.world).toMatchObject({ made: 1, sum: 1 });
  });

  test('When records are committed, or sums by another, Then the next run is made', async () => {
    const lake = lakeOfOne();
    await lake.run();
    lake.write();
    expect(await lake.run()).toEqual({ hours: 4 });
    lake.world.sumVersion += 1;
    expect(await lake.run()).toEqual({ hours: 4 });
    expect(await lake.run()).toEqual({ hours: 0 });
  });

  test('When something is committed while a run is under way, Then the next is made', async () => {
    const lake: ReturnType<typeof lakeOfOne> = lakeOfOne(async () => {
      // After the run has read the source, before it commits.
      if (lake.world.made === 1 && lake.world.source === 0) lake.write();
    });
    await lake.run();
    expect(lake.world).toMatchObject({ source: 1, sum: 0 });
    expect(await lake.run()).toEqual({ hours: 4 });
    expect(lake.world.sum).toBe(1);
  });

  test('When it is to look far back, Then it always does', async () => {
    const lake = lakeOfOne();
    await lake.run();
    expect(await lake.run('far')).toEqual({ hours: 4 });
    expect(await lake.run()).toEqual({ hours: 0 });
  });

  test('When the catalog does not say what a table is, Then every run is made', async () => {
    const lake = lakeOfOne();
    await lake.run();
    lake.saysNothing();
    expect(await lake.run()).toEqual({ hours: 4 });
    expect(await lake.run()).toEqual({ hours: 4 });
  });

  test('When a run dies, Then all are made until its statements are over, and no longer', async () => {
    const lake = lakeOfOne();
    await lake.run();
    lake.write();
    await lake.dying();
    for (let passed = 0; passed < 5 * hourMs; passed += quarterMs) {
      expect(await lake.run()).toEqual({ hours: 4 });
      lake.world.now += quarterMs;
    }
    expect(await lake.run()).toEqual({ hours: 4 });
    expect(await lake.run()).toEqual({ hours: 0 });
  });

  test('When what is kept cannot be read, Then the run is made and keeps it anew', async () => {
    for (const value of ['?', { seen: 'x' }, { seen: 7, unended: ['?'] }]) {
      const lake = lakeOfOne();
      await lake.records.create(rollupRunsCollection, 'last', value);
      expect(await lake.run()).toEqual({ hours: 4 });
      expect(await lake.run()).toEqual({ hours: 0 });
    }
  });

  test('When runs overlap, die and go on, Then in any order one more makes it right', async () => {
    const anyStep = fc.constantFrom('run', 'run', 'write', 'dying', 'time', 'settle');
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(anyStep, { maxLength: 14 }), async (scheduler, steps) => {
        const lake = lakeOfOne(() => scheduler.schedule(Promise.resolve()));
        let going: Promise<unknown>[] = [];
        for (const step of steps) {
          if (step === 'write') going.push(scheduler.schedule(Promise.resolve()).then(() => lake.write()));
          else if (step === 'time') lake.world.now += quarterMs;
          else if (step === 'settle') {
            await scheduler.waitFor(Promise.all(going));
            going = [];
          } else going.push(step === 'run' ? lake.run() : lake.dying());
        }
        await scheduler.waitFor(Promise.all(going));
        // A run between a death and the end of its statement must not be taken for the last word.
        await scheduler.waitFor(lake.run());
        await scheduler.waitFor(Promise.all(lake.late));
        await scheduler.waitFor(lake.run());
        expect(lake.world.sum).toBe(lake.world.source);
      }),
      { numRuns: 500 },
    );
  });
});
