import { bucketHours, localHour } from './counted-series.ts';
import type { EventCount } from './event-counts.ts';
import { explainRatio, tellingOf } from './explain.ts';
import { type Histogram, histogramOf, logQuantile, longerThan, sizeOf } from './histogram.ts';
import type { HourlySeries } from './hourly-series.ts';
import { durationLimits, judgeHours, type Limits } from './judge.ts';
import { learn } from './learn.ts';
import { hoursOf, type Measured, type Measuring, partsBy, stepsOf, type ZoneHours } from './measured.ts';
import { logDurations as scale } from './scale.ts';

/** Fewer durations have no median worth judging. */
const fewest = 8;

/**
 * How long it took until events of one status came, since their invoice entered the stage: the median of a step, in
 * seconds. Statuses are never put together: with each invoice approved in minutes and paid in weeks, the median of
 * both says which of them there were more of.
 */
export function measuredDuration(
  own: readonly EventCount[],
  measuring: Measuring,
  limits: Limits = durationLimits,
): Measured {
  const steps = stepsWith(own, measuring);
  const whole = mediansOf(own, steps, measuring);
  const judge = (series: HourlySeries, hours: ZoneHours) => judgeHours(series, hours, scale, limits);
  /** The logarithm of what each step is expected to take. */
  const expectedIn = (series: HourlySeries, hours: ZoneHours) =>
    new Map(
      judge(series, hours).flatMap(({ hour, expected }) =>
        expected === undefined ? [] : [[hour, Math.log(expected)] as const],
      ),
    );
  return {
    ...{ bucket: measuring.bucket, zone: measuring.zone, hours: hoursOf(whole) },
    tolerance: { addend: scale.addend, change: limits.change },
    weeksAt: (hour) => learn(whole, hour, scale).weeks,
    judge: (hours) =>
      judge(whole, hours).map((each) => {
        if (each.verdict !== 'unusual') return each;
        const sided = oneSidedness(steps.get(each.hour) ?? new Map(), each.expected ?? 0);
        return sided >= limits.spreads ? each : { ...each, verdict: 'usual' };
      }),
    typicalOf: (hours) => typical(steps, expectedIn(whole, hours)),
    explain: (hours) => {
      const usual = expectedIn(whole, hours);
      const parts = partsBy(['currency'], own, (element, some) => {
        const of = stepsWith(some, measuring);
        const usually = new Map([...usual, ...expectedIn(mediansOf(some, of, measuring), hours)]);
        return { element, ...waited(of, usually) };
      });
      return tellingOf(explainRatio(parts), parts);
    },
  };
}

/** The durations of each step, by the hour at which it begins. */
function stepsWith(own: readonly EventCount[], { zone, bucket }: Measuring): ReadonlyMap<number, Histogram> {
  const length = bucketHours[bucket];
  const texts = Map.groupBy(own, ({ at }) => Math.floor(localHour(at, zone) / length) * length);
  return new Map(
    [...texts].map(([step, counts]) => [step, histogramOf(counts.map(({ durations = '' }) => durations))]),
  );
}

/** ln(median) of each step that has enough durations, in the hours that counts are known of. */
function mediansOf(
  own: readonly EventCount[],
  steps: ReadonlyMap<number, Histogram>,
  measuring: Measuring,
): HourlySeries {
  const counted = stepsOf(own, measuring);
  return {
    ...counted,
    values: counted.values.map((count, index) => {
      const histogram = steps.get(counted.firstHour + index);
      if (count === undefined || !histogram || sizeOf(histogram) < fewest) return undefined;
      return logQuantile(histogram, 0.5);
    }),
  };
}

/**
 * By how many standard deviations more than half lie on one side of what is expected: the sign test, which holds
 * whatever durations are like. Where some are decided at once and others in days, the median of a few is either.
 */
function oneSidedness(histogram: Histogram, expected: number): number {
  const size = sizeOf(histogram);
  return size === 0 ? 0 : Math.abs(2 * longerThan(histogram, Math.log(expected)) - size) / Math.sqrt(size);
}

/** How long steps together took, and were expected to take: by the events that they had. Seconds. */
function typical(steps: ReadonlyMap<number, Histogram>, expected: ReadonlyMap<number, number>) {
  let [sum, weight] = [0, 0];
  const together = new Map<number, number>();
  for (const [step, usual] of expected) {
    const histogram = steps.get(step) ?? new Map();
    for (const [bucket, count] of histogram) together.set(bucket, (together.get(bucket) ?? 0) + count);
    sum += usual * sizeOf(histogram);
    weight += sizeOf(histogram);
  }
  return {
    value: scale.shown(logQuantile(together, 0.5) ?? 0),
    expected: scale.shown(weight === 0 ? 0 : sum / weight),
  };
}

/**
 * How long all waited together, in usual durations, of how many: medians of currencies do not add up to that of all,
 * and what they waited does.
 */
function waited(steps: ReadonlyMap<number, Histogram>, usual: ReadonlyMap<number, number>) {
  let [excess, all] = [0, 0];
  for (const [step, histogram] of steps) {
    const expected = usual.get(step);
    const median = logQuantile(histogram, 0.5);
    if (expected === undefined || median === undefined) continue;
    excess += sizeOf(histogram) * (median - expected);
    all += sizeOf(histogram);
  }
  return {
    numerator: { value: all === 0 ? 0 : all * Math.exp(excess / all), expected: all },
    denominator: { value: all, expected: all },
  };
}
