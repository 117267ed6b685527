import { describe, expect, test } from 'vitest';
import { anomalyWorld, hourMs, start } from './anomaly-world.ts';

/** Durations of a bucket of half an hour, and in the last two hours those of pounds in one of five hours. */
function timed(world: ReturnType<typeof anomalyWorld>) {
  const bucketOf = (ms: number) => Math.floor(Math.log(ms) / Math.log(1.1));
  return {
    ...world.eventCounts,
    between: async (from: number, until: number) =>
      (await world.eventCounts.between(from, until)).map((of) => {
        const isLate = of.at >= start - 2 * hourMs && of.currency === 'GBP';
        const bucket = bucketOf(isLate ? 5 * hourMs : hourMs / 2);
        return { ...of, durations: `${bucket}:${of.count}` };
      }),
  };
}

describe('Given a cell whose validated pounds take ten times as long', () => {
  test('When pounds are most of them, Then the episode says so, in hours', async () => {
    const world = anomalyWorld();
    // Euros stay away, so that the median is that of pounds.
    world.happens({ from: start - 2 * hourMs, until: start, factor: 0.5, currency: 'EUR' });
    await world.look({ eventCounts: timed(world) });
    const { anomalies } = await world.list();
    const found = anomalies.find(({ measure }) => measure === 'duration');
    expect(found).toMatchObject({
      metric: 'ingestion-duration-validated',
      state: 'growing',
      direction: 'more',
      explanation: { dimension: 'currency', elements: [{ element: 'GBP' }] },
    });
    expect(found?.sentence).toMatch(
      /^Ingestion time until validated: longer than usual, \d\.\d h instead of about \d\d\.\d min in 2 hours; /,
    );
    const scored = world.scores().filter(({ metric }) => metric === 'ingestion-duration-validated');
    expect(scored.filter(({ isEpisode }) => isEpisode)).toHaveLength(2);
  });

  test('When it looks again at what came late, Then it is corrected', async () => {
    const world = anomalyWorld();
    world.happens({ from: start - 2 * hourMs, until: start, factor: 0.5, currency: 'EUR' });
    await world.look({ eventCounts: timed(world) });
    world.later(hourMs);
    // The euros happened in time, and came an hour later.
    world.happens({
      from: start - 2 * hourMs,
      until: start,
      factor: 4,
      currency: 'EUR',
      status: 'validated',
    });
    await world.look({ eventCounts: timed(world) });
    const { anomalies } = await world.list();
    expect(anomalies.find(({ measure }) => measure === 'duration')).toMatchObject({ state: 'corrected' });
  });
});
