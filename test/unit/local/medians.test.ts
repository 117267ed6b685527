import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { MedianTable } from '../../../local/time-series/expression-sql.ts';
import { mediansOn } from '../../../local/time-series/medians.ts';
import { statement } from '../../../local/time-series/statement.ts';

const tableOf = (name: string): MedianTable => ({ name, rows: statement(`SELECT ${name}`) });

/** Medians on a connection that notes what it is asked, and a clock that is set by hand. */
function mediansAt(maxAgeMs: number) {
  const asked: string[] = [];
  let now = 0;
  let held = Promise.resolve();
  let fails = false;
  const query = async (sql: string) => {
    asked.push(sql);
    await held;
    if (fails) throw new Error('no memory');
    return [];
  };
  const medians = mediansOn(query, maxAgeMs, () => now);
  return {
    make: (...names: string[]) => medians.make(names.map(tableOf)),
    asked: () => asked.splice(0),
    setClock: (ms: number) => {
      now = ms;
    },
    /** Has queries wait until it is called. */
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    fail: () => {
      fails = true;
    },
  };
}

const created = (name: string) => `CREATE OR REPLACE TABLE usual.${name} AS SELECT ${name}`;

describe('Given medians that may be a minute old', () => {
  test('When they are asked for again, Then they are made twice a minute', async () => {
    const { make, asked, setClock } = mediansAt(60_000);
    await make('a', 'b');
    expect(asked()).toEqual([created('a'), created('b')]);
    setClock(29_999);
    await make('a');
    expect(asked()).toEqual([]);
    setClock(30_000);
    await make('a');
    expect(asked()).toEqual([created('a')]);
  });

  test('When they will soon be too old, Then nobody waits for others', async () => {
    const { make, asked, setClock, hold } = mediansAt(60_000);
    await make('a');
    const release = hold();
    setClock(59_999);
    await make('a');
    await make('a');
    expect(asked()).toEqual([created('a'), created('a')]);
    setClock(60_000);
    const waiting = make('a').then(() => 'made');
    expect(await Promise.race([waiting, Promise.resolve('waiting')])).toBe('waiting');
    release();
    expect(await waiting).toBe('made');
    expect(asked()).toEqual([]);
  });

  test('When others cannot be made, Then the former ones serve until they are too old', async () => {
    const { make, asked, setClock, fail } = mediansAt(60_000);
    await make('a');
    fail();
    setClock(30_000);
    await make('a');
    await setImmediate();
    setClock(60_000);
    await expect(make('a')).rejects.toThrow('no memory');
    expect(asked()).toHaveLength(3);
  });

  test('When a day is over, Then its table is dropped an hour later', async () => {
    const { make, asked, setClock } = mediansAt(60_000);
    await make('day_1');
    setClock(3_660_000);
    await make('day_2');
    expect(asked()).toEqual([created('day_1'), created('day_2')]);
    setClock(3_660_001);
    await make('day_2');
    expect(asked()).toEqual(['DROP TABLE IF EXISTS usual.day_1']);
    await make('day_1');
    expect(asked()).toEqual([created('day_1')]);
  });

  test('When a figure rests on none, Then nothing is done', async () => {
    const { make, asked } = mediansAt(60_000);
    await make();
    expect(asked()).toEqual([]);
  });
});

describe('Given medians that may not be behind', () => {
  test('When they are asked for again, Then they are made anew', async () => {
    const { make, asked } = mediansAt(0);
    await make('a');
    await make('a');
    expect(asked()).toEqual([created('a'), created('a')]);
  });
});

describe('Given medians that could not be made', () => {
  test('When they are asked for again, Then they are tried again', async () => {
    const asked: string[] = [];
    const medians = mediansOn(async (sql) => {
      asked.push(sql);
      if (asked.length === 1) throw new Error('no memory');
      return [];
    }, 60_000);
    await expect(medians.make([tableOf('a')])).rejects.toThrow('no memory');
    await medians.make([tableOf('a')]);
    expect(asked).toEqual([created('a'), created('a')]);
  });
});
