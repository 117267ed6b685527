import { describe, expect, test } from 'vitest';
import { create } from '../../../functions/invoice-rollup/create.ts';
import { memoryMetrics } from './harness.ts';

function runAt(time: string, bringUpToDate = async () => ({ hours: 4 })) {
  const asked: unknown[] = [];
  const metrics = memoryMetrics();
  const run = create({
    rollups: {
      bringUpToDate: (...args) => {
        asked.push(args);
        return bringUpToDate();
      },
    },
    clock: { now: () => Date.parse(time) },
    metrics,
  });
  return { run, asked, metrics };
}

describe('Given InvoiceRollup on its schedule', () => {
  test('When it runs, Then the rollups are brought up to date and the run is counted', async () => {
    const { run, asked, metrics } = runAt('2026-03-02T10:15:00Z');
    expect(await run()).toEqual({ hours: 4 });
    expect(asked).toEqual([[Date.parse('2026-03-02T10:15:00Z'), 'usual']]);
    expect(metrics.total('RollupsMade')).toBe(1);
  });

  test.each([
    ['01:59:59', 'usual'],
    ['02:00:00', 'far'],
    ['02:59:59', 'far'],
    ['03:00:00', 'usual'],
  ])('When it is %s UTC, Then it looks %s back', async (time, reach) => {
    const { run, asked } = runAt(`2026-03-02T${time}Z`);
    await run();
    expect(asked).toMatchObject([[expect.any(Number), reach]]);
  });

  test('When a statement fails, Then the run fails and is not counted', async () => {
    const { run, metrics } = runAt('2026-03-02T10:15:00Z', async () => {
      throw new Error('QUERY_FAILED');
    });
    await expect(run()).rejects.toThrow('QUERY_FAILED');
    expect(metrics.total('RollupsMade')).toBe(0);
  });
});
