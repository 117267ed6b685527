import { mean } from 'simple-statistics';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import {
  judgeHours,
  type Limits,
  measurementLimits,
} from '../../../functions/core/analytics/anomaly/judge.ts';
import { measurements } from '../../../functions/core/analytics/anomaly/scale.ts';
import { type NabSeries, nabScore, nabScoreAt } from './nab-scorer.ts';

const hourMs = 3_600_000;
const halves = [0, 1] as const;

/** The product's limits of measurements, and what they could have been. */
const tried: readonly [Limits, ...Limits[]] = [
  measurementLimits,
  { ...measurementLimits, reaches: 0 },
  { ...measurementLimits, spreads: 0 },
];

/** What came of the product's detector. */
export interface OurScores {
  /** With the threshold that is the best for all series, as published scores are. */
  readonly best: number;
  /** The same of those series alone whose number in the alphabet is even, and odd. */
  readonly byHalf: readonly number[];
  /** Each half with the limits and the threshold that are the best on the other one. */
  readonly fixedOnOther: number;
  /** At the limit at which the product says “unusual”. */
  readonly atLimit: number;
  /** Without its reach, which is how counts are judged. */
  readonly withoutReach: number;
}

export function ourScores(corpus: readonly NabSeries[]): OurScores {
  const scored = tried.map((limits) => corpus.map((series) => scoresOf(series, limits)));
  const [ours = [], withoutReach = []] = scored;
  const half = <T>(of: readonly T[], which: number) => of.filter((_, index) => index % 2 === which);
  const crossed = halves.map((which) => {
    const [judged, other] = [half(corpus, which), half(corpus, 1 - which)];
    const { scores, threshold } = scored
      .map((scores) => ({ scores, ...nabScore(other, half(scores, 1 - which)) }))
      .reduce((best, one) => (one.score > best.score ? one : best));
    return { score: nabScoreAt(threshold, judged, half(scores, which)), windows: windowsOf(judged) };
  });
  return {
    best: nabScore(corpus, ours).score,
    byHalf: halves.map((which) => nabScore(half(corpus, which), half(ours, which)).score),
    fixedOnOther: crossed.reduce((sum, { score, windows }) => sum + score * windows, 0) / windowsOf(corpus),
    atLimit: nabScoreAt(1 + Number.EPSILON, corpus, ours),
    withoutReach: nabScore(corpus, withoutReach).score,
  };
}

function windowsOf(corpus: readonly NabSeries[]): number {
  return corpus.reduce((sum, { windows }) => sum + windows.length, 0);
}

/** Deviation ÷ limit of each hour, at its last value: when all of it is known. */
function scoresOf({ at, values }: NabSeries, limits: Limits): readonly number[] {
  const byHour = Map.groupBy(values.keys(), (index) => Math.floor((at[index] ?? 0) / hourMs));
  const series = hourlyMeans(byHour, values);
  const { firstHour } = series;
  const until = firstHour + series.values.length;
  const scores = values.map(() => 0);
  for (const judged of judgeHours(series, { from: firstHour, until }, measurements, limits)) {
    const { hour, deviation = 0, limit = 0 } = judged;
    const last = byHour.get(hour)?.at(-1);
    if (last !== undefined && deviation !== 0)
      scores[last] = Math.min(Math.abs(deviation) / limit, Number.MAX_VALUE);
  }
  return scores;
}

function hourlyMeans(
  byHour: ReadonlyMap<number, readonly number[]>,
  values: readonly number[],
): HourlySeries {
  const firstHour = Math.min(...byHour.keys());
  const length = Math.max(...byHour.keys()) - firstHour + 1;
  return {
    ...{ firstHour, rhythm: 'machines' },
    values: Array.from({ length }, (_, index) => {
      const indices = byHour.get(firstHour + index);
      return indices && mean(indices.map((of) => values[of] ?? 0));
    }),
  };
}
