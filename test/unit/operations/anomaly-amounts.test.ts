import { describe, expect, test } from 'vitest';
import { anomalyWorld, hourMs, start } from './anomaly-world.ts';

/** What every event is worth, but for the last hours, in which it is ten times that. */
function worth(world: ReturnType<typeof anomalyWorld>, isWatched: () => boolean) {
  return {
    ...world.eventCounts,
    between: async (from: number, until: number) =>
      (await world.eventCounts.between(from, until)).map((of) => {
        if (!isWatched()) return of;
        const each = of.at >= start - 2 * hourMs && of.currency === 'GBP' ? 1_000 : 100;
        return { ...of, amount: `${of.count * each}.00` };
      }),
  };
}

describe('Given a cell whose pounds are worth ten times as much', () => {
  test('When it looks, Then the episode says its currency and has scores', async () => {
    const world = anomalyWorld();
    await world.look({ eventCounts: worth(world, () => true) });
    const { anomalies } = await world.list();
    expect(anomalies).toMatchObject([
      { metric: 'ingestion-amount-GBP', measure: 'amount', currency: 'GBP', state: 'growing' },
    ]);
    expect(anomalies[0]?.sentence).toMatch(
      /^Ingestion amounts in GBP: more than usual, GBP 1\d\d,\d{3} instead of about GBP 1\d,\d{3} in 2 hours/,
    );
    const scored = world.scores().filter(({ metric }) => metric === 'ingestion-amount-GBP');
    expect(scored.filter(({ isEpisode }) => isEpisode)).toHaveLength(2);
  });

  test('When the currency is watched no more, Then its episode ends', async () => {
    const world = anomalyWorld();
    let isWatched = true;
    const eventCounts = worth(world, () => isWatched);
    await world.look({ eventCounts });
    isWatched = false;
    world.later(6 * hourMs);
    await world.look({ eventCounts });
    expect((await world.list()).anomalies).toMatchObject([{ metric: 'ingestion-amount-GBP', state: 'over' }]);
  });
});
