import type { AnomalySeries, AnomalyStep } from '../../functions/core/analytics/anomaly/anomaly-series.ts';
import type { Bucket } from '../../functions/core/analytics/anomaly/counted-series.ts';
import type { AnomalyScore, AnomalyScoreReader } from '../../functions/core/analytics/anomaly/scores.ts';
import { type Tolerance, tolerated } from '../../functions/core/analytics/anomaly/tolerance.ts';
import type { Records } from '../../functions/core/ports.ts';
import { noSuchAnomaly } from './act.ts';
import { listedAnomaly, listedMetric, titleOf } from './list.ts';
import { readAnomaly, readLook } from './records.ts';

const dayMs = 86_400_000;
/** What is shown before an anomaly and after it, days. */
const shownDays = { hour: { before: 3, after: 1 }, day: { before: 28, after: 7 } } as const satisfies Record<
  Bucket,
  unknown
>;

/**
 * An anomaly with what happened and what was expected, by hours or days as it was judged: the scores that looks have
 * kept, so that a page computes nothing. How far off a step may be is what the anomaly's largest deviation had to
 * reach; of other steps it differs a little.
 * @throws {BemsError} NO_SUCH_ANOMALY
 */
export async function anomalySeries(
  {
    records,
    anomalyScores,
  }: { readonly records: Pick<Records, 'read'>; readonly anomalyScores: AnomalyScoreReader },
  id: string,
): Promise<AnomalySeries> {
  const kept = await readAnomaly(records, id);
  if (!kept) throw noSuchAnomaly(id);
  const look = (await readLook(records))?.look;
  const { metric, bucket, from, until, tolerance } = kept.anomaly;
  const { before, after } = shownDays[bucket];
  const [first, end] = [Date.parse(from) - before * dayMs, Date.parse(until) + after * dayMs];
  const scores = await anomalyScores.between(metric, bucket, first, end);
  const stands = look?.metrics.find((each) => each.metric === metric);
  return {
    anomaly: listedAnomaly(kept),
    title: titleOf(metric),
    metric: stands ? listedMetric(stands) : null,
    lookedAt: look?.at ?? null,
    steps: scores.map((score) => stepOf(score, tolerance)),
  };
}

function stepOf(
  { at, day, observed, expected, score, isEpisode }: AnomalyScore,
  tolerance: Tolerance | undefined,
): AnomalyStep {
  return {
    ...{ at: new Date(at).toISOString(), day, observed, expected, score, isEpisode },
    ...(tolerance && tolerated(expected, tolerance)),
  };
}
