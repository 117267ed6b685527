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

/** How good a detector is at a threshold: 0 as one that says nothing, 100 as a perfect one. */
export interface NabScore {
  readonly score: number;
  /** The least score of a value that raises an alarm. */
  readonly threshold: number;
}

/**
 * The score of the standard profile, as Lavin and Ahmad (2015, arXiv:1510.03336) define it, with the best threshold:
 * the same for all series.
 * @param scores of each series and value: the higher, the more unusual
 */
export function nabScore(corpus: readonly NabSeries[], scores: readonly (readonly number[])[]): NabScore {
  const { points, windows } = corpusPoints(corpus, scores);
  const sum = new Sum(windows);
  let best = { total: sum.total, threshold: Number.POSITIVE_INFINITY };
  let threshold = Number.POSITIVE_INFINITY;
  const keepBest = () => {
    if (sum.total > best.total) best = { total: sum.total, threshold };
  };
  for (const point of points.toSorted((a, b) => b.score - a.score)) {
    if (point.score !== threshold) keepBest();
    threshold = point.score;
    sum.add(point);
  }
  keepBest();
  return { score: normalized(best.total, windows), threshold: best.threshold };
}

/** The score at a threshold that was fixed elsewhere. */
export function nabScoreAt(
  threshold: number,
  corpus: readonly NabSeries[],
  scores: readonly (readonly number[])[],
): number {
  const { points, windows } = corpusPoints(corpus, scores);
  const sum = new Sum(windows);
  for (const point of points) if (point.score >= threshold) sum.add(point);
  return normalized(sum.total, windows);
}

function corpusPoints(corpus: readonly NabSeries[], scores: readonly (readonly number[])[]) {
  const points: Point[] = [];
  let windows = 0;
  corpus.forEach((series, index) => {
    for (const point of pointsOf(series, scores[index] ?? [], windows)) points.push(point);
    windows += series.windows.length;
  });
  return { points, windows };
}

function normalized(total: number, windows: number): number {
  return (100 * (total + windows)) / (2 * windows);
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

/** What alarms are worth together: each window its best one, −1 without any, and each false one. */
class Sum {
  total: number;
  readonly #ofWindow: number[];

  constructor(windows: number) {
    this.total = -windows;
    this.#ofWindow = Array.from({ length: windows }, () => -1);
  }

  add({ worth, window }: Point): void {
    if (window === undefined) this.total += worth;
    else {
      const before = this.#ofWindow[window] ?? -1;
      const after = Math.max(before, worth);
      this.#ofWindow[window] = after;
      this.total += after - before;
    }
  }
}
