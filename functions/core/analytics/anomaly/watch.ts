import type { Zone } from '../../values/zone.ts';
import {
  type Bucket,
  bucketHours,
  type Counted,
  countedSeries,
  hourMs,
  type KnownHours,
  localHour,
  momentOfHour,
} from './counted-series.ts';
import { type Episode, episodesOf } from './episodes.ts';
import type { EventCount } from './event-counts.ts';
import { type Explanation, explainSum, type Part } from './explain.ts';
import type { HourlySeries } from './hourly-series.ts';
import { countLimits, type JudgedHour, judgeHours } from './judge.ts';
import { learn } from './learn.ts';
import { counts as countScale } from './scale.ts';
import type { AnomalyScore } from './scores.ts';
import { isCountedIn, type WatchedMetric } from './watched-metrics.ts';

const dayMs = 24 * hourMs;
const hoursOfWeek = 168;

/** Days that are judged again each time: what came late within them corrects the verdict. */
const judgedDays = { hour: 7, day: 14 } as const satisfies Record<Bucket, number>;
/** Days that counts are needed of: eight weeks before the first that is judged, and a day for the zone. */
const neededDays = 8 * 7 + judgedDays.day + 1;
/** Fewer hours of a week of which it can be told whether they are usual: then whole days are judged. */
const fewestHours = 20;
/** Elements of a dimension that an explanation looks at, those with the most events. */
const maxElements = 30;
const dimensions = ['status', 'currency'] as const;

/**
 * How a metric can be judged: by hours, by days, or not at all, because it is still to be learned or there is too
 * little of it.
 */
export type Judged = Bucket | 'learning' | 'cannot tell';

/** Hours that somebody said were as they should be. */
export interface ExpectedSpan {
  readonly metric: string;
  /** Both ms since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** An episode of a metric, by moments. */
export interface WatchedEpisode extends Omit<Episode, 'from' | 'until'> {
  readonly bucket: Bucket;
  /** Both ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly explanation: Explanation | undefined;
}

/** How a metric stands. */
export interface WatchedState {
  readonly judged: Judged;
  /** How many weeks it is judged by, 8 at the most. */
  readonly weeks: number;
  /** The span that was judged, ms since the epoch; empty while nothing can be. */
  readonly from: number;
  readonly until: number;
  readonly episodes: readonly WatchedEpisode[];
  /** Of the hours or days in the span of which it can be told whether they are usual, in order. */
  readonly scores: readonly AnomalyScore[];
}

/** What a metric is judged by. */
export interface Watching {
  readonly zone: Pick<Zone, 'offsetAt'>;
  readonly known: KnownHours;
  readonly expected: readonly ExpectedSpan[];
}

/**
 * Judges a metric as far as its counts are known: by hours where enough of them can be judged, else by whole
 * days. The same counts give the same answer.
 * @param counts of all metrics
 */
export function watch(
  metric: WatchedMetric,
  counts: readonly EventCount[],
  { zone, known, expected }: Watching,
): WatchedState {
  const own = counts.filter((count) => isCountedIn(metric, count));
  const first = own.reduce((least, { at }) => Math.min(least, at), known.until);
  // What nobody ever reported is no count of 0.
  const span = { from: Math.max(known.from, first), until: known.until };
  const spans = expected.filter((each) => each.metric === metric.id);
  const by = (bucket: Bucket): MetricSeries => ({
    ...{ bucket, zone, own },
    seriesOf: (some) => ({
      ...countedSeries(some, span, zone, bucket),
      expectedHours: hoursOf(spans, zone, bucket),
    }),
  });
  const [byHour, byDay] = [by('hour'), by('day')];
  const weeks = learn(byHour.seriesOf(own), localHour(known.until, zone), countScale).weeks;
  const hours = judgedOf(byHour);
  if (hours.slice(-hoursOfWeek).filter(isTold).length >= fewestHours) return stateOf(byHour, hours, weeks);
  const days = judgedOf(byDay);
  if (days.some(isTold)) return stateOf(byDay, days, weeks);
  const isLearning = hours.every(({ verdict }) => verdict === 'learning');
  return {
    ...{ judged: isLearning ? 'learning' : 'cannot tell', weeks },
    ...{ from: known.until, until: known.until, episodes: [], scores: [] },
  };
}

interface MetricSeries {
  readonly bucket: Bucket;
  readonly seriesOf: (counted: readonly Counted[]) => HourlySeries;
  readonly zone: Pick<Zone, 'offsetAt'>;
  readonly own: readonly EventCount[];
}

function isTold({ verdict }: JudgedHour): boolean {
  return verdict === 'usual' || verdict === 'unusual';
}

/** The last days of a series, step by step. */
function judgedOf({ bucket, seriesOf, own }: MetricSeries): readonly JudgedHour[] {
  const series = seriesOf(own);
  const until = series.firstHour + series.values.length;
  const from = Math.max(series.firstHour, until - judgedDays[bucket] * bucketHours.day);
  return stepsOf(judgeHours(series, { from, until }, countScale, countLimits), bucket);
}

/** The hours at which steps begin: a series of days has nothing at the others. */
function stepsOf(hours: readonly JudgedHour[], bucket: Bucket): readonly JudgedHour[] {
  return hours.filter(({ hour }) => hour % bucketHours[bucket] === 0);
}

function stateOf(metric: MetricSeries, judged: readonly JudgedHour[], weeks: number): WatchedState {
  const { bucket, zone } = metric;
  const length = bucketHours[bucket];
  // Counted in steps, so that a gap of two is two hours of hours, and two days of days.
  const steps = judged.map((each) => ({ ...each, hour: each.hour / length }));
  const moment = (step: number) => momentOfHour(step * length, zone);
  const episodes = episodesOf(steps);
  return {
    ...{ judged: bucket, weeks },
    from: moment(steps[0]?.hour ?? 0),
    until: moment((steps.at(-1)?.hour ?? -1) + 1),
    scores: steps.filter(isTold).map((step) => scoreOf(step, episodes, { bucket, zone })),
    episodes: episodes.map((episode) => ({
      ...episode,
      ...{ bucket, from: moment(episode.from), until: moment(episode.until) },
      explanation: explanationOf(metric, { from: episode.from * length, until: episode.until * length }),
    })),
  };
}

/** @param step one of which it can be told, numbered as the episodes are */
function scoreOf(
  { hour: step, value = 0, expected = 0, deviation = 0 }: JudgedHour,
  episodes: readonly Episode[],
  { bucket, zone }: Pick<MetricSeries, 'bucket' | 'zone'>,
): AnomalyScore {
  const hour = step * bucketHours[bucket];
  return {
    ...{ at: momentOfHour(hour, zone), day: new Date(hour * hourMs).toISOString().slice(0, 10), bucket },
    ...{ observed: value, expected, score: deviation },
    isEpisode: episodes.some(({ from, until }) => step >= from && step < until),
  };
}

/** Which statuses or currencies account for what is unusual in these hours of the zone. */
function explanationOf(
  { own, seriesOf, bucket }: MetricSeries,
  hours: { readonly from: number; readonly until: number },
): Explanation | undefined {
  const partsOf = (dimension: (typeof dimensions)[number]): readonly Part[] =>
    [...Map.groupBy(own, (count) => count[dimension])]
      .toSorted(([, a], [, b]) => total(b) - total(a))
      .slice(0, maxElements)
      .map(([element, counts]) => {
        const judged = stepsOf(judgeHours(seriesOf(counts), hours, countScale, countLimits), bucket);
        const sum = (of: 'value' | 'expected') => judged.reduce((all, each) => all + (each[of] ?? 0), 0);
        return { element, value: sum('value'), expected: sum('expected') };
      });
  return explainSum(Object.fromEntries(dimensions.map((dimension) => [dimension, partsOf(dimension)])));
}

function total(counts: readonly EventCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** The hours of the zone in these spans at which steps begin. */
function hoursOf(
  spans: readonly ExpectedSpan[],
  zone: Pick<Zone, 'offsetAt'>,
  bucket: Bucket,
): ReadonlySet<number> {
  const length = bucketHours[bucket];
  return new Set(
    spans.flatMap(({ from, until }) => {
      const [first, end] = [localHour(from, zone), localHour(until, zone)];
      return Array.from({ length: end - first }, (_, index) => first + index).filter(
        (hour) => hour % length === 0,
      );
    }),
  );
}

/** Up to which hour before a moment there are counts to ask for, and from which on. */
export function neededHours(until: number): KnownHours {
  return { from: until - neededDays * dayMs, until };
}
