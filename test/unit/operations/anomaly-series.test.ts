import { describe, expect, it } from 'vitest';
import { anomalyWorld, dayMs, hourMs, start } from './anomaly-world.ts';

/** Nothing came in for three hours, on the day of the look. */
async function afterAnOutage() {
  const world = anomalyWorld();
  world.happens({ stage: 'ingestion', from: start - 5 * hourMs, until: start - 2 * hourMs, factor: 0 });
  await world.look();
  const found = (await world.list()).anomalies.find(({ metric }) => metric === 'ingestion');
  if (!found) throw new Error('The outage was not found');
  return { world, id: found.id };
}

describe('Given an outage of three hours that was found', () => {
  it('When its course is read, Then it has the days before and what was expected', async () => {
    const { world, id } = await afterAnOutage();
    const { title, metric, lookedAt, anomaly, steps } = await world.series(id);
    expect([title, metric?.judged, lookedAt, anomaly.id]).toEqual([
      'Ingestion events',
      'hour',
      new Date(start).toISOString(),
      id,
    ]);
    expect(steps).toHaveLength(3 * 24 + 3 + 2);
    expect(steps[0]?.at).toBe(new Date(start - 5 * hourMs - 3 * dayMs).toISOString());
    expect(steps.slice(-6).map(({ observed, isEpisode }) => [observed > 100, isEpisode])).toEqual([
      [true, false],
      [false, true],
      [false, true],
      [false, true],
      [true, false],
      [true, false],
    ]);
    for (const { observed, expected, low = 0, high = 0, isEpisode } of steps) {
      expect(low).toBeLessThan(expected);
      expect(high).toBeGreaterThan(expected);
      expect(observed <= low || observed >= high).toBe(isEpisode);
    }
  });

  it('When a former version found it, Then it has a course, and no limits', async () => {
    const { world, id } = await afterAnOutage();
    const record = await world.records.read('anomalies', id);
    const { tolerance: _, ...former } = { tolerance: undefined, ...(record?.value as object) };
    await world.records.replace('anomalies', id, former, record?.revision ?? 0);
    const { steps } = await world.series(id);
    expect(steps.length).toBeGreaterThan(70);
    expect(steps.some((step) => 'low' in step || 'high' in step)).toBe(false);
  });

  it.each(['none', '', '../look', 'x'.repeat(5_000)])(
    'When %s is asked for, Then it is unknown',
    async (id) => {
      const { world } = await afterAnOutage();
      await expect(world.series(id)).rejects.toMatchObject({ code: 'NO_SUCH_ANOMALY' });
    },
  );
});
