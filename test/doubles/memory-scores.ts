import type {
  AnomalyScore,
  AnomalyScoreReader,
  AnomalyScores,
  ScoredSpan,
} from '../../functions/core/analytics/anomaly/scores.ts';

export type KeptScore = AnomalyScore & Pick<ScoredSpan, 'metric' | 'stage' | 'exceptions'>;

/** Scores in memory, and all of them. */
export function memoryScores(): AnomalyScores & AnomalyScoreReader & { all(): readonly KeptScore[] } {
  let kept: readonly (KeptScore & { readonly judgedAt: number })[] = [];
  const keyOf = ({ metric, bucket, at }: KeptScore) => `${metric} ${bucket} ${at}`;
  return {
    async replace(spans, judgedAt) {
      for (const { metric, stage, exceptions, from, until, scores } of spans) {
        const isIn = (each: KeptScore) => each.metric === metric && each.at >= from && each.at < until;
        const staying = kept.filter((each) => !isIn(each) || each.judgedAt > judgedAt);
        const stay = new Set(staying.map(keyOf));
        const added = scores
          .map((score) => ({ metric, stage, exceptions, ...score, judgedAt }))
          .filter((score) => !stay.has(keyOf(score)));
        kept = [...staying, ...added];
      }
    },
    async between(metric, bucket, from, until) {
      return kept
        .filter(
          (each) => each.metric === metric && each.bucket === bucket && each.at >= from && each.at < until,
        )
        .map(({ at, day, observed, expected, score, isEpisode }) => ({
          ...{ at, day, bucket, observed, expected, score, isEpisode },
        }))
        .toSorted((a, b) => a.at - b.at);
    },
    all: () => kept.map(({ judgedAt, ...score }) => score),
  };
}
