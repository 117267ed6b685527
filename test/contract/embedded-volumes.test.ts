import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { stages } from '../../schemas/stages.ts';
import { receivedAt, someRecords } from './event-counts.suite.ts';

const hourMs = 3_600_000;

describe('Given the events of a local cell', () => {
  test('When any stand, Then volumes by hour are always the sums of their counts', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, fc.nat({ max: 70 }), fc.nat({ max: 70 }), async (records, a, b) => {
        const [from, until] = [receivedAt - Math.max(a, b) * hourMs, receivedAt - Math.min(a, b) * hourMs];
        const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
        try {
          await timeSeries.write(records);
          const volumes = await timeSeries.volumes(from, until);
          const counts = await timeSeries.eventCounts.between(from, until);
          for (const stage of stages) {
            const sums = new Array<number>((until - from) / hourMs).fill(0);
            for (const { at, count, stage: of } of counts)
              if (of === stage) sums[(at - from) / hourMs] = (sums[(at - from) / hourMs] ?? 0) + count;
            expect(Array.from(volumes[stage])).toEqual(sums);
          }
        } finally {
          await timeSeries.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});
