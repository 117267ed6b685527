import { beforeEach, describe, expect, test } from 'vitest';
import { volumeForecaster } from '../../../local/forecast/volume-forecaster.ts';
import type { KnownPast } from '../../../local/time-series/payables.ts';
import { byStage } from '../../../schemas/stages.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const today = Date.parse('2026-03-02');
const clock = { now: () => today + 12 * hourMs };

let past: KnownPast;
let reads: [from: number, until: number][];
let forecast: ReturnType<typeof volumeForecaster>;
beforeEach(() => {
  past = { invoices: 1_000, settled: 700, arriving: 0 };
  reads = [];
  forecast = volumeForecaster(
    {
      async volumes(from, until) {
        reads.push([from, until]);
        return byStage(() => new Float64Array((until - from) / hourMs).fill(10));
      },
      knownPast: async () => past,
    },
    clock,
  );
});

describe('Given a cell with a year of events', () => {
  test('When it is asked, Then the next days are forecast from whole days', async () => {
    const { asOf, stages, allStages } = await forecast();
    expect(reads).toEqual([[today - 400 * dayMs, today]]);
    expect(asOf).toBe('2026-03-01');
    expect(stages.map(({ days }) => days[0])).toEqual(
      Array.from({ length: 4 }, () => ({
        ...{ day: '2026-03-02', expected: 240, in80: { low: 240, high: 240 } },
        hours: Array.from({ length: 24 }, () => ({ expected: 10, in80: { low: 10, high: 10 } })),
      })),
    );
    expect(allStages.busiestHour).toMatchObject({ median: 40, within80: 40, within95: 40 });
  });

  test('When two ask at once, Then it is forecast once', async () => {
    const [first, second] = await Promise.all([forecast(), forecast()]);
    expect(second).toBe(first);
    expect(reads).toHaveLength(1);
  });
});

test('Given a history that is loaded, When it is asked, Then it says that it learns', async () => {
  past = { ...past, arriving: 300 };
  const { stages, allStages } = await forecast();
  expect(allStages.learning).toContain('a history is being loaded: 1000 invoices so far');
  expect(stages.map(({ learning }) => learning)).toEqual(Array.from({ length: 4 }, () => allStages.learning));
  expect(reads).toEqual([]);
});
