import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnomalyScoreReader, AnomalyScores } from '../../functions/core/analytics/anomaly/scores.ts';
import { type OpenScores, shownScore, someLooks, start } from './anomaly-scores.suite.ts';

const hourMs = 3_600_000;

interface ReadableScores extends OpenScores {
  readonly scores: AnomalyScores & AnomalyScoreReader;
}

const someQuestion = fc.record({
  metric: fc.constantFrom('posting', 'posting-exceptions'),
  bucket: fc.constantFrom('hour' as const, 'day' as const),
  from: fc.nat({ max: 30 }),
  hours: fc.nat({ max: 30 }),
});

/** What holds of every store that scores are read from. */
export function anomalyScoreReaderSuite(open: () => Promise<ReadableScores>): void {
  test('When any span of a metric is read, Then its rows come in order', { timeout: 60_000 }, async () => {
    // One store for all runs: to open one takes longer than to fill it.
    const { scores, rows, close } = await open();
    let judged = start;
    await fc.assert(
      fc.asyncProperty(someLooks, someQuestion, async (looks, { metric, bucket, from, hours }) => {
        for (const look of looks) await scores.replace(look, ++judged);
        const [first, end] = [start + from * hourMs, start + (from + hours) * hourMs];
        const wanted = (await rows())
          .filter((row) => row.metric === metric && row.bucket === bucket)
          .filter(({ time }) => time >= first && time < end)
          .toSorted((a, b) => a.time - b.time);
        const read = await scores.between(metric, bucket, first, end);
        expect(read).toHaveLength(wanted.length);
        for (const [index, { at, day, observed, expected, score, isEpisode }] of read.entries())
          expect(wanted[index]).toMatchObject({
            ...{ time: at, day, observed, episode: isEpisode },
            ...{ expected: expected.toFixed(1), score: shownScore(score) },
          });
      }),
      { numRuns: 60 },
    );
    expect(await scores.between("o'clock", 'day', start, start + 9e9)).toEqual([]);
    await close();
  });
}
