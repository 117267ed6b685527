import type { Zone } from '../../values/zone.ts';
import { type Bucket, bucketHours, type Counted, countedSeries, type KnownHours } from './counted-series.ts';
import type { EventCount } from './event-counts.ts';
import type { Explanation, Part } from './explain.ts';
import { explainSum } from './explain.ts';
import type { HourlySeries } from './hourly-series.ts';
import { type JudgedHour, judgeHours, type Limits } from './judge.ts';
import { learn } from './learn.ts';
import type { Scale } from './scale.ts';
import type { Tolerance } from './tolerance.ts';

/** Elements of a dimension that an explanation looks at, those with the most events. */
const maxElements = 30;

/** Hours since 1970-01-01 in the zone, `until` not included. */
export interface ZoneHours {
  readonly from: number;
  readonly until: number;
}

/** In which steps a metric is judged, and of what. */
export interface Measuring {
  readonly bucket: Bucket;
  readonly zone: Pick<Zone, 'offsetAt'>;
  /** Of what counts are known. */
  readonly span: KnownHours;
  /** Hours of the zone that somebody said were as they should be. */
  readonly expectedHours: ReadonlySet<number>;
}

/** A metric by steps, and how it is judged. */
export interface Measured {
  readonly bucket: Bucket;
  readonly zone: Pick<Zone, 'offsetAt'>;
  /** What is known. */
  readonly hours: ZoneHours;
  /** What a value has to be off by, besides what a step's own limit says. */
  readonly tolerance: Pick<Tolerance, 'addend' | 'change'>;
  /** By how many weeks an hour is judged, 8 at the most. */
  weeksAt(hour: number): number;
  /** Of every hour; a series of days has something to judge at its midnights. */
  judge(hours: ZoneHours): readonly JudgedHour[];
  /** What accounts for what is unusual in these hours; nothing to tell of what has no dimensions. */
  explain(hours: ZoneHours): Explanation | undefined;
  /** What steps together typically have, and are expected to have, where values do not add up. */
  typicalOf?(hours: ZoneHours): Omit<Part, 'element'>;
  /** What a share is one of: the events of these hours. */
  wholeOf?(hours: ZoneHours): number;
}

/** How values that add up are judged. */
export interface Summing {
  readonly scale: Scale;
  readonly limits: Limits;
  readonly dimensions: readonly ('status' | 'currency')[];
  /** What an hour's events of a kind add. */
  addedBy(count: EventCount): number;
  /** The sum of a step as the scale has it. */
  scaled(sum: number): number;
}

/** A sum over events. */
export function measuredSum(own: readonly EventCount[], summing: Summing, measuring: Measuring): Measured {
  const { scale, limits, dimensions, addedBy, scaled } = summing;
  const seriesOf = (some: readonly EventCount[]): HourlySeries => {
    const series = stepsOf(
      some.map((count) => ({ at: count.at, count: addedBy(count) })),
      measuring,
    );
    return { ...series, values: series.values.map((sum) => (sum === undefined ? undefined : scaled(sum))) };
  };
  const series = seriesOf(own);
  return {
    ...{ bucket: measuring.bucket, zone: measuring.zone, hours: hoursOf(series) },
    tolerance: { addend: scale.addend, change: limits.change },
    weeksAt: (hour) => learn(series, hour, scale).weeks,
    judge: (hours) => judgeHours(series, hours, scale, limits),
    explain: (hours) =>
      explainSum(
        partsBy(dimensions, own, (element, some): Part => {
          const judged = judgeHours(seriesOf(some), hours, scale, limits);
          return { element, ...valueAndExpected(judged, measuring.bucket) };
        }),
      ),
  };
}

/** Sums by the steps of a metric. */
export function stepsOf(
  counted: readonly Counted[],
  { span, zone, bucket, expectedHours }: Measuring,
): HourlySeries {
  return { ...countedSeries(counted, span, zone, bucket), expectedHours };
}

export function hoursOf({ firstHour, values }: HourlySeries): ZoneHours {
  return { from: firstHour, until: firstHour + values.length };
}

/** Of each dimension what its elements have, those with the most events first. */
export function partsBy<P>(
  dimensions: readonly ('status' | 'currency')[],
  own: readonly EventCount[],
  partOf: (element: string, counts: readonly EventCount[]) => P,
): Readonly<Record<string, readonly P[]>> {
  return Object.fromEntries(
    dimensions.map((dimension) => [
      dimension,
      [...Map.groupBy(own, (count) => count[dimension])]
        .toSorted(([, a], [, b]) => total(b) - total(a))
        .slice(0, maxElements)
        .map(([element, counts]) => partOf(element, counts)),
    ]),
  );
}

function total(counts: readonly EventCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** What steps have together, and what they were expected to have. */
export function valueAndExpected(judged: readonly JudgedHour[], bucket: Bucket): Omit<Part, 'element'> {
  const steps = beginningSteps(judged, bucket);
  const sum = (of: 'value' | 'expected') => steps.reduce((all, each) => all + (each[of] ?? 0), 0);
  return { value: sum('value'), expected: sum('expected') };
}

/** The hours at which steps begin: a series of days has nothing at the others. */
export function beginningSteps(hours: readonly JudgedHour[], bucket: Bucket): readonly JudgedHour[] {
  return hours.filter(({ hour }) => hour % bucketHours[bucket] === 0);
}
