/** A series of the Numenta Anomaly Benchmark, with the windows in which something was wrong. */
export interface NabSeries {
  readonly name: string;
  /** Milliseconds since the epoch, as if they were UTC. */
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** Indices of their first and last values. */
  readonly windows: readonly (readonly [number, number])[];
}

/** The first 15 %, of 5,000 values at the most, are there to learn from, and no alarm there counts. */
const probation = 0.15;
const longestLearnt = 5_000;

/** How many values no alarm is counted of. */
export function probationOf({ values }: NabSeries): number {
  return Math.floor(Math.min(probation * values.length, probation * longestLearnt));
}

interface Point {
  readonly score: number;
  /** What an alarm here is worth. */
  readonly worth: number;
  /** Of the series and its window; none outside of windows. */
  readonly window: number | undefined;
}

/** Weight of a false alarm in the standard profile; a found and a missed window weigh 1. */
const falseAlarm = 0.11;

/**
 * The score of the standard profile, as Lavin and Ahmad (2015, arXiv:1510.03336) define it: the threshold is the best
 * one, a detector that says nothing has 0, and a perfect one 100.
 * @param scores of each series and value: the higher, the more unusual
 */
export function nabScore(corpus: readonly NabSeries[], scores: readonly (readonly number[])[]): number {
  const points: Point[] = [];
  let windows = 0;
  let missed = 0;
  corpus.forEach((series, index) => {
    const first = windows;
    windows += series.windows.length;
    const worth = pointsOf(series, scores[index] ?? [], first);
    points.push(...worth);
    missed += series.windows.length;
  });
  const best = bestSum(points, windows);
  return (100 * (best + missed)) / (2 * missed);
}

function pointsOf(series: NabSeries, scores: readonly number[], firstWindow: number): readonly Point[] {
  const begin = probationOf(series);
  const points: Point[] = [];
  let last: readonly [number, number] | undefined;
  let next = 0;
  for (let index = 0; index < series.values.length; index += 1) {
    const [from = Number.POSITIVE_INFINITY, to = from] = series.windows[next] ?? [];
    const isWithin = index >= from && index <= to;
    const width = to - from + 1;
    const worth = isWithin
      ? sigmoid(-(to - index + 1) / width) / sigmoid(-1)
      : falseAlarm * (last ? sigmoid((index - last[1]) / Math.max(1, last[1] - last[0])) : -1);
    if (index >= begin)
      points.push({ score: scores[index] ?? 0, worth, window: isWithin ? firstWindow + next : undefined });
    if (index === to) {
      last = [from, to];
      next += 1;
    }
  }
  return points;
}

/** Positive before the end of a window, negative after it, and −1 from three windows on. */
function sigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

function bestSum(points: readonly Point[], windows: number): number {
  const ofWindow = Array.from({ length: windows }, () => -1);
  let sum = -windows;
  let best = sum;
  let threshold = Number.POSITIVE_INFINITY;
  for (const { score, worth, window } of points.toSorted((a, b) => b.score - a.score)) {
    if (score !== threshold) {
      best = Math.max(best, sum);
      threshold = score;
    }
    if (window === undefined) sum += worth;
    else {
      const before = ofWindow[window] ?? -1;
      const after = Math.max(before, worth);
      ofWindow[window] = after;
      sum += after - before;
    }
  }
  return Math.max(best, sum);
}
