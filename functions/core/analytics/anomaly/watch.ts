import type { Zone } from '../../values/zone.ts';
import { measuredAmount } from './amounts.ts';
import {
  type Bucket,
  bucketHours,
  hourMs,
  type KnownHours,
  localHour,
  momentOfHour,
} from './counted-series.ts';
import { measuredCount, measuredVendor } from './counts.ts';
import { measuredDuration } from './durations.ts';
import { type Episode, episodesOf } from './episodes.ts';
import type { EventCount } from './event-counts.ts';
import type { Explanation } from './explain.ts';
import type { JudgedHour } from './judge.ts';
import { beginningSteps, type Measured, type Measuring } from './measured.ts';
import type { AnomalyScore } from './scores.ts';
import { measuredShare } from './shares.ts';
import type { Tolerance } from './tolerance.ts';
import { isCountedIn, type WatchedMeasure, type WatchedMetric } from './watched-metrics.ts';

const dayMs = 24 * hourMs;
const hoursOfWeek = 168;

/** Days that are judged again each time: what came late within them corrects the verdict. */
const judgedDays = { hour: 7, day: 14 } as const satisfies Record<Bucket, number>;
/** Days that counts are needed of: eight weeks before the first that is judged, and a day for the zone. */
const neededDays = 8 * 7 + judgedDays.day + 1;
/** Fewer hours of a week of which it can be told whether they are usual: then whole days are judged. */
const fewestHours = 20;

/** How each measure is told from counts. */
const measuredAs = {
  events: measuredCount,
  share: measuredShare,
  amount: measuredAmount,
  duration: measuredDuration,
  vendor: measuredVendor,
} satisfies Record<WatchedMeasure, (own: readonly EventCount[], measuring: Measuring) => Measured>;

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
  /** What its most unusual hour or day had to be off by. */
  readonly tolerance: Tolerance;
  /** Of a share: how many events there were, of which `value` are what it is a share of. */
  readonly whole?: number;
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
  const by = (bucket: Bucket): Measured =>
    measuredAs[metric.measure](own, {
      ...{ bucket, zone, span },
      expectedHours: hoursOf(spans, zone, bucket),
    });
  const [byHour, byDay] = [by('hour'), by('day')];
  const weeks = byHour.weeksAt(localHour(known.until, zone));
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

function isTold({ verdict }: JudgedHour): boolean {
  return verdict === 'usual' || verdict === 'unusual';
}

/** The last days of a metric, step by step. */
function judgedOf({ bucket, hours, judge }: Measured): readonly JudgedHour[] {
  const from = Math.max(hours.from, hours.until - judgedDays[bucket] * bucketHours.day);
  return beginningSteps(judge({ from, until: hours.until }), bucket);
}

function stateOf(metric: Measured, judged: readonly JudgedHour[], weeks: number): WatchedState {
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
    episodes: episodes.map((episode) => {
      const hours = { from: episode.from * length, until: episode.until * length };
      return {
        ...episode,
        ...{ bucket, from: moment(episode.from), until: moment(episode.until) },
        ...metric.typicalOf?.(hours),
        ...(metric.wholeOf && { whole: metric.wholeOf(hours) }),
        explanation: metric.explain(hours),
        tolerance: { ...metric.tolerance, ...limitsOf(episode, steps) },
      };
    }),
  };
}

/** What the step with the largest deviation had to reach. */
function limitsOf({ from, until, deviation }: Episode, steps: readonly JudgedHour[]) {
  const most = steps.find((step) => step.hour >= from && step.hour < until && step.deviation === deviation);
  return {
    deviation: most?.limit ?? 0,
    ...(most?.residual !== undefined && { residual: most.residual }),
  };
}

/** @param step one of which it can be told, numbered as the episodes are */
function scoreOf(
  { hour: step, value = 0, expected = 0, deviation = 0 }: JudgedHour,
  episodes: readonly Episode[],
  { bucket, zone }: Pick<Measured, 'bucket' | 'zone'>,
): AnomalyScore {
  const hour = step * bucketHours[bucket];
  return {
    ...{ at: momentOfHour(hour, zone), day: new Date(hour * hourMs).toISOString().slice(0, 10), bucket },
    ...{ observed: value, expected, score: deviation },
    isEpisode: episodes.some(({ from, until }) => step >= from && step < until),
  };
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
