import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  AnomalyScore,
  AnomalyScores,
  ScoredSpan,
} from '../../functions/core/analytics/anomaly/scores.ts';

const hourMs = 3_600_000;
export const start = Date.UTC(2026, 2, 2);

/** A row as `anomaly_scores` has it, in text. */
export interface ScoreRow {
  readonly metric: string;
  readonly bucket: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly stage: string;
  readonly exceptions: boolean;
  readonly day: string;
  readonly observed: number;
  readonly expected: string;
  readonly score: string;
  readonly episode: boolean;
}

export interface OpenScores {
  readonly scores: AnomalyScores;
  /** Every row, as it is stored. */
  rows(): Promise<readonly ScoreRow[]>;
  close(): Promise<unknown>;
}

const someScore = fc.record({
  hour: fc.nat({ max: 30 }),
  bucket: fc.constantFrom('hour' as const, 'day' as const),
  observed: fc.nat({ max: 3 }),
  expected: fc.constantFrom(8, 12.34, 1_000),
  score: fc.constantFrom(-1.25, -0.0001, 0, 0.9),
  isEpisode: fc.boolean(),
});

function scoreOf({ hour, ...score }: { hour: number } & Omit<AnomalyScore, 'at' | 'day'>): AnomalyScore {
  const at = start + hour * hourMs;
  return { ...score, at, day: new Date(at).toISOString().slice(0, 10) };
}

const someSpan: fc.Arbitrary<ScoredSpan> = fc
  .record({
    exceptions: fc.boolean(),
    from: fc.nat({ max: 20 }),
    hours: fc.integer({ min: 1, max: 12 }),
    drawn: fc.uniqueArray(someScore, {
      ...{ minLength: 1, maxLength: 12 },
      selector: ({ hour, bucket }) => `${hour} ${bucket}`,
    }),
  })
  .map(({ exceptions, from, hours, drawn }) => ({
    ...{ metric: exceptions ? 'posting-exceptions' : 'posting', stage: 'posting' as const, exceptions },
    ...{ from: start + from * hourMs, until: start + (from + hours) * hourMs },
    scores: drawn.filter(({ hour }) => hour >= from && hour < from + hours).map(scoreOf),
  }))
  .filter(({ scores }) => scores.length > 0);

/** What stands after a look, by the words of the port. */
function after(before: readonly ScoreRow[], spans: readonly ScoredSpan[]): readonly ScoreRow[] {
  const isIn = ({ metric, time }: ScoreRow) =>
    spans.some((span) => span.metric === metric && time >= span.from && time < span.until);
  return [...before.filter((row) => !isIn(row)), ...spans.flatMap(rowsOf)];
}

/** Zero has no sign. */
export function shownScore(score: number): string {
  return score.toFixed(3).replace('-0.000', '0.000');
}

function rowsOf({ metric, stage, exceptions, scores }: ScoredSpan): readonly ScoreRow[] {
  return scores.map(({ at, bucket, day, observed, expected, score, isEpisode }) => ({
    ...{ metric, bucket, time: at, stage, exceptions, day, observed },
    ...{ expected: expected.toFixed(1), score: shownScore(score), episode: isEpisode },
  }));
}

const sorted = (rows: readonly ScoreRow[]) =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** One span of a metric in each look. */
export const someLooks = fc.array(
  fc.uniqueArray(someSpan, { minLength: 1, maxLength: 2, selector: ({ metric }) => metric }),
  { minLength: 1, maxLength: 5 },
);

function spanAt(hour: number, observed: number): ScoredSpan {
  const score = scoreOf({ hour, bucket: 'hour', observed, expected: 20, score: 0, isEpisode: false });
  const span = { from: start, until: start + 30 * hourMs, scores: [score] };
  return { metric: 'posting', stage: 'posting', exceptions: false, ...span };
}

/** What holds of every store that scores are written to. */
export function anomalyScoresSuite(open: () => Promise<OpenScores>): void {
  test('When any looks are written, each twice, Then the last one stands', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(someLooks, async (looks) => {
        const { scores, rows, close } = await open();
        let wanted: readonly ScoreRow[] = [];
        for (const [index, look] of looks.entries()) {
          await scores.replace(look, start + index);
          await scores.replace(look, start + index);
          wanted = after(wanted, look);
          expect(sorted(await rows())).toEqual(sorted(wanted));
        }
        await close();
      }),
      { numRuns: 20 },
    );
  });

  test('When an older look comes late, Then what was judged later stays', async () => {
    const { scores, rows, close } = await open();
    await scores.replace([spanAt(3, 20)], start + 2);
    await scores.replace([spanAt(3, 10)], start + 1);
    expect((await rows()).map(({ observed }) => observed)).toEqual([20]);
    await scores.replace([spanAt(4, 10)], start + 1);
    expect((await rows()).map(({ observed }) => observed)).toContain(20);
    await close();
  });

  test('When a late event changes what was observed, Then the score is another', async () => {
    const { scores, rows, close } = await open();
    await scores.replace([spanAt(3, 2)], start + 1);
    await scores.replace([spanAt(3, 19)], start + 2);
    expect(await rows()).toMatchObject([{ observed: 19, time: start + 3 * hourMs }]);
    await close();
  });
}
