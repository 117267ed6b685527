import { beforeEach, describe, expect, test } from 'vitest';
import { cashFlowForecaster } from '../../../local/forecast/cash-flow-forecaster.ts';

const minute = 60_000;

describe('Given a cell without invoices', () => {
  const clock = { ms: 0, now: () => clock.ms };
  let reads: string[];
  let fails: boolean;
  let forecast: ReturnType<typeof cashFlowForecaster>;
  beforeEach(() => {
    clock.ms = Date.parse('2026-03-01T12:00:00Z');
    reads = [];
    fails = false;
    forecast = cashFlowForecaster(async (since) => {
      reads.push(since);
      if (fails) throw new Error('The store is away.');
      return [];
    }, clock);
  });

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
