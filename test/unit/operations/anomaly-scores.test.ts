import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sized } from '../../long-run.ts';
import { anomalyWorld, dayMs, hourMs, type Incident, start } from './anomaly-world.ts';

/** Ingestion stands still from 10:00 to 13:00, but for an hour. */
const outages: readonly Incident[] = [
  { stage: 'ingestion', factor: 0, from: start - 4 * hourMs, until: start - 3 * hourMs },
  { stage: 'ingestion', factor: 0, from: start - 2 * hourMs, until: start - hourMs },
];

const sorted = (scores: readonly object[]) => scores.map((each) => JSON.stringify(each)).toSorted();

describe('Given a cell whose counts are judged by hours', () => {
  test('When a stage stands still, Then scores follow from the counts', async () => {
    const world = anomalyWorld();
    world.happens(...outages);
    await world.look();
    const own = world.scores().filter(({ metric }) => metric === 'ingestion');
    // Nights and weekends of postings have too few events.
    expect(own).toHaveLength(168);
    expect(world.scores().filter(({ metric }) => metric === 'posting').length).toBeLessThan(60);
    const isCount = ({ metric }: { metric: string }) => !metric.endsWith('-share');
    expect(world.scores().filter((each) => isCount(each) && each.expected < 8)).toEqual([]);
    for (const { at, day, observed, expected, score } of own) {
      expect(day).toBe(new Date(at).toISOString().slice(0, 10));
      expect(score).toBeCloseTo(Math.log((observed + 3) / (expected + 3)), 9);
    }
    const counts = await world.eventCounts.between(start - 7 * dayMs, start);
    const counted = Map.groupBy(
      counts.filter(({ stage }) => stage === 'ingestion'),
      ({ at }) => at,
    );
    for (const { at, observed } of own)
      expect(observed).toBe((counted.get(at) ?? []).reduce((sum, { count }) => sum + count, 0));
    const episode = own.filter(({ isEpisode }) => isEpisode).map(({ at }) => at);
    // The hour between belongs to it, though it was usual.
    expect(episode).toEqual([4, 3, 2].map((hours) => start - hours * hourMs));
    expect(own.find(({ at }) => at === start - 3 * hourMs)?.score).toBeGreaterThan(-0.2);
    expect(own.find(({ at }) => at === start - 4 * hourMs)?.score).toBeLessThan(-2);
  });

  test('When a metric has no events to judge, Then it has no scores', async () => {
    const world = anomalyWorld();
    await world.look();
    expect(new Set(world.scores().map(({ metric }) => metric))).toEqual(
      new Set(['ingestion', 'ingestion-share', 'posting', 'posting-share']),
    );
  });

  test('When events come late, Then their hours are scored anew, and none twice', async () => {
    const world = anomalyWorld();
    await world.look();
    const usual = world.scores();
    world.happens(...outages);
    world.later(300_000);
    await world.look();
    expect(world.scores().filter(({ isEpisode }) => isEpisode)).toHaveLength(3);
    world.happens();
    world.later(300_000);
    await world.look();
    expect(sorted(world.scores())).toEqual(sorted(usual));
  });

  test('When a week has passed, Then what was judged before stays', async () => {
    const world = anomalyWorld();
    world.happens(...outages);
    await world.look();
    world.later(8 * dayMs);
    await world.look();
    expect(world.scores().filter(({ at }) => at < start - hourMs && at >= start - 4 * hourMs)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ isEpisode: true })]),
    );
    const keys = world.scores().map(({ metric, at }) => `${metric} ${at}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('When scores cannot be written, Then the look is made again', async () => {
    const world = anomalyWorld();
    world.happens(...outages);
    const away = { replace: () => Promise.reject(new Error('away')) };
    await expect(world.look({ anomalyScores: away })).rejects.toThrow('away');
    world.later(1_000);
    expect(await world.look()).toMatchObject({ judged: true, written: 0, standing: 1 });
    expect(world.scores().filter(({ isEpisode }) => isEpisode)).toHaveLength(3);
  });

  test('When any looks were made before, Then the last counts alone tell the scores', async () => {
    const someIncidents = fc.array(
      fc
        .record({ ago: fc.integer({ min: 2, max: 100 }), hours: fc.integer({ min: 1, max: 5 }) })
        .map(({ ago, hours }): Incident => {
          const from = start - ago * hourMs;
          return { stage: 'ingestion', factor: 4, from, until: Math.min(start, from + hours * hourMs) };
        }),
      { maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(someIncidents, { minLength: 1, maxLength: 3 }), async (histories) => {
        const [world, once] = [anomalyWorld(), anomalyWorld()];
        for (const incidents of histories) {
          world.happens(...incidents);
          await world.look();
          world.later(300_000);
        }
        once.happens(...(histories.at(-1) ?? []));
        await once.look();
        expect(sorted(world.scores())).toEqual(sorted(once.scores()));
      }),
      { numRuns: sized(3, 8) },
    );
  }, 60_000);
});
