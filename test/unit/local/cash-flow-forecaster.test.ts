import { beforeEach, describe, expect, test } from 'vitest';
import { cashFlowForecaster } from '../../../local/forecast/cash-flow-forecaster.ts';
import type { KnownPast } from '../../../local/time-series/payables.ts';

const minute = 60_000;

const clock = { ms: 0, now: () => clock.ms };
let reads: string[];
let fails: boolean;
let past: KnownPast;
let looks: [before: string, receivedSince: number][];
/** Told each time that invoices are read. */
let onRead: () => void;
let forecast: ReturnType<typeof cashFlowForecaster>;
beforeEach(() => {
  clock.ms = Date.parse('2026-03-01T12:00:00Z');
  [reads, looks, fails] = [[], [], false];
  past = { invoices: 0, settled: 0, arriving: 0 };
  onRead = () => {};
  forecast = cashFlowForecaster(
    {
      async payables({ since }) {
        reads.push(since);
        onRead();
        if (fails) throw new Error('The store is away.');
        return { invoices: [], samples: [] };
      },
      async knownPast(...asked) {
        looks.push(asked);
        return past;
      },
    },
    clock,
  );
});

describe('Given a cell without invoices', () => {
  test('When two ask at once, Then it is forecast once, by what was known yesterday', async () => {
    const [first, second] = await Promise.all([forecast(), forecast()]);
    expect(first).toEqual({ asOf: '2026-02-28', currencies: [], leftOut: [] });
    expect(second).toBe(first);
    expect(reads).toHaveLength(1);
  });

  test('When it is asked again, Then it is the same until it is old', async () => {
    const first = await forecast();
    clock.ms += minute;
    expect(await forecast()).toBe(first);
    expect(reads).toHaveLength(1);
    clock.ms += 1;
    expect(await forecast()).toBe(first);
    await expect.poll(forecast).not.toBe(first);
    expect(reads).toHaveLength(2);
  });

  test('When the next day begins, Then nobody gets that of the day before', async () => {
    await forecast();
    clock.ms += 12 * 60 * minute;
    expect((await forecast()).asOf).toBe('2026-03-01');
  });

  test('When it cannot be made anew, Then the old one stands, and it is tried again', async () => {
    const first = await forecast();
    fails = true;
    clock.ms += 2 * minute;
    expect(await forecast()).toBe(first);
    await expect.poll(() => reads.length).toBe(2);
    fails = false;
    await expect.poll(forecast).not.toBe(first);
  });

  test('When it cannot be made at all, Then whoever asks is told', async () => {
    fails = true;
    await expect(forecast()).rejects.toThrow('The store is away.');
  });
});

describe('Given a cell whose past is still being loaded', () => {
  beforeEach(() => {
    past = { invoices: 1_000, settled: 700, arriving: 300 };
  });

  test('When it is asked, Then it says so, and makes no forecast of a part', async () => {
    expect(await forecast()).toEqual({
      ...{ asOf: '2026-02-28', loading: { invoices: 1_000 } },
      ...{ currencies: [], leftOut: [] },
    });
    expect(reads).toEqual([]);
    expect(looks).toEqual([['2026-03-01', Date.parse('2026-03-01T11:59:40Z')]]);
  });

  test('When it stands still, Then there is one', async () => {
    await forecast();
    past = { ...past, arriving: 0 };
    expect((await forecast()).loading).toBeUndefined();
    expect(reads).toHaveLength(1);
  });

  test('When a few events are late, Then that is no load', async () => {
    past = { invoices: 10_000, settled: 7_000, arriving: 50 };
    expect((await forecast()).loading).toBeUndefined();
    past = { ...past, arriving: 51 };
    expect((await forecast()).loading).toEqual({ invoices: 10_000 });
    past = { invoices: 10, settled: 7, arriving: 20 };
    expect((await forecast()).loading).toBeUndefined();
  });

  test('When the load begins while a forecast is made, Then nobody gets it', async () => {
    past = { invoices: 10, settled: 7, arriving: 0 };
    onRead = () => {
      past = { invoices: 500, settled: 300, arriving: 490 };
    };
    expect((await forecast()).loading).toEqual({ invoices: 500 });
  });
});

describe('Given a forecast that was made from a part of the past', () => {
  let first: Awaited<ReturnType<typeof forecast>>;
  beforeEach(async () => {
    past = { invoices: 1_000, settled: 700, arriving: 0 };
    first = await forecast();
  });

  test('When more invoices are known by now, Then it is made anew at once', async () => {
    past = { ...past, invoices: 1_011 };
    expect(await forecast()).not.toBe(first);
    expect(reads).toHaveLength(2);
    await forecast();
    expect(reads).toHaveLength(2);
  });

  test('When more of them are settled by now, Then it is made anew at once', async () => {
    past = { ...past, settled: 708 };
    expect(await forecast()).not.toBe(first);
  });

  test('When there are fewer, as after a restore, Then it is made anew too', async () => {
    past = { ...past, settled: 600 };
    expect(await forecast()).not.toBe(first);
  });

  test('When next to nothing has changed, Then it stands', async () => {
    past = { ...past, invoices: 1_010, settled: 707 };
    expect(await forecast()).toBe(first);
  });
});
