import { DuckDBTimestampValue } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { lakeScores } from '../../functions/adapters/lake/scores.ts';
import type { ScoredSpan } from '../../functions/core/analytics/anomaly/scores.ts';
import { watchedIn } from '../../functions/core/analytics/anomaly/watched-metrics.ts';
import { anomalyScoresSuite } from './anomaly-scores.suite.ts';
import { startLake } from './lake.ts';
import { scoreRowOf } from './score-row.ts';

async function openLake() {
  const lake = await startLake();
  const queries = createAthenaQueries({
    ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
  });
  return {
    ...{ lake, scores: lakeScores(queries) },
    rows: async () => (await lake.query('SELECT * FROM anomaly_scores')).map(scoreRowOf),
    close: () => lake.stop(),
  };
}

/** A week of hours of everything that is watched: as much as a look may have to say. */
const of = { stage: 'posting', status: 'paid', currency: 'EUR' } as const;
const weekMs = 7 * 24 * 3_600_000;
const watched = watchedIn([
  ...['EUR', 'GBP', 'USD'].map((currency) => ({ ...of, at: 9 * weekMs, currency, count: 1, amount: '1' })),
  ...Array.from({ length: 20 }, (_, index) => ({
    ...{ ...of, at: 8 * weekMs, count: 50_000 },
    vendor: `${index}`.padStart(110, 'x'),
  })),
]);
const busy: readonly ScoredSpan[] = watched.map(
  ({ id, stage, exceptions }): ScoredSpan => ({
    ...{ metric: id, stage, exceptions },
    ...{ from: Date.UTC(2026, 2, 2), until: Date.UTC(2026, 2, 9) },
    scores: Array.from({ length: 168 }, (_, hour) => {
      const at = Date.UTC(2026, 2, 2, hour);
      const day = new Date(at).toISOString().slice(0, 10);
      return {
        at,
        day,
        bucket: 'hour',
        observed: 1_234_567,
        expected: 1_234_567.8,
        score: -0.123,
        isEpisode: false,
      };
    }),
  }),
);

describe('Given the scores of a lake', () => {
  anomalyScoresSuite(openLake);

  test('When a busy cell is judged, Then three statements are enough, none too long', async () => {
    const { lake, scores, rows, close } = await openLake();
    await scores.replace(busy, Date.UTC(2026, 2, 9));
    expect(await rows()).toHaveLength(watched.length * 168);
    expect(watched).toHaveLength(49);
    expect(lake.ran()).toHaveLength(3);
    for (const sql of lake.ran()) expect(Buffer.byteLength(sql)).toBeLessThan(240_000);
    await close();
  });

  test('When nothing differs, Then no row is written again', async () => {
    const { lake, scores, close } = await openLake();
    await scores.replace(busy.slice(0, 1), 1_000);
    await scores.replace(busy.slice(0, 1), 2_000);
    const [{ judgedat } = {}] = await lake.query('SELECT max(judgedat) AS judgedat FROM anomaly_scores');
    expect(judgedat).toEqual(new DuckDBTimestampValue(1_000_000n));
    await close();
  });
});
