import { describe, expect, test } from 'vitest';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { eventCountsSuite } from './event-counts.suite.ts';

describe('Given the counts of a local cell', () => {
  eventCountsSuite(async (records) => {
    const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
    await timeSeries.write(records);
    return { counts: timeSeries.eventCounts, close: () => timeSeries.close() };
  });

  test.each([
    ['10:01:59', '09:00:00'],
    ['10:02:00', '10:00:00'],
  ])('When it is %s, Then they are complete up to %s', async (now, until) => {
    const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
    const complete = await timeSeries.eventCounts.completeUntil(Date.parse(`2026-03-02T${now}Z`));
    await timeSeries.close();
    expect(complete).toBe(Date.parse(`2026-03-02T${until}Z`));
  });
});
