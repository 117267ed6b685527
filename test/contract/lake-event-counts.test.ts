import { describe, expect, test } from 'vitest';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { glueTableVersions } from '../../functions/adapters/glue/table-versions.ts';
import { lakeEventCounts } from '../../functions/adapters/lake/event-counts.ts';
import { lakeRollups } from '../../functions/adapters/lake/rollups.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { eventCountsSuite, receivedAt } from './event-counts.suite.ts';
import { startLake } from './lake.ts';
import { sampleRecord } from './samples.ts';

/** A lake with these records, whose rollup was made at a time. */
async function rolledLake(records: readonly MeasureRecord[], rolledAt?: number) {
  const clock = { at: receivedAt, now: () => clock.at++ };
  const lake = await startLake({}, { clock });
  const queries = createAthenaQueries({
    ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
  });
  if (records.length > 0) await lake.timeSeries.write(records);
  if (rolledAt !== undefined) await lakeRollups(queries, { keptDays: 400 }).bringUpToDate(rolledAt, 'usual');
  return { counts: lakeEventCounts(queries, glueTableVersions(lake.glue, 'd')), close: () => lake.stop() };
}

describe('Given the counts of a lake', () => {
  eventCountsSuite((records) => rolledLake(records, receivedAt + 60_000));

  test.each([
    [4, '09:00'],
    [5, '10:00'],
    [64, '10:00'],
    [65, '11:00'],
  ])('When it was made %i minutes past ten, Then it is complete up to %s', async (minutes, until) => {
    const record = sampleRecord({ measures: { receivedAt: String(receivedAt) } });
    const { counts, close } = await rolledLake([record], receivedAt + minutes * 60_000);
    expect(await counts.completeUntil(0)).toBe(Date.parse(`2026-03-02T${until}:00Z`));
    await close();
  });

  test('When no rollup was made yet, Then nothing is complete', async () => {
    const { counts, close } = await rolledLake([]);
    expect(await counts.completeUntil(receivedAt)).toBeUndefined();
    await close();
  });
});
