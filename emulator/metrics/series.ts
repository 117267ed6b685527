import { Distribution } from './distribution.ts';
import type { Metric } from './metric.ts';
import type { Statistic } from './statistic.ts';

/** What came of one metric in one minute. It survives structured cloning. */
export interface MinuteOfMetric {
  readonly metric: Metric;
  /** Minutes since the epoch. */
  readonly minute: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** For percentiles: bucket of the distribution → number of values. */
  readonly buckets?: readonly (readonly [bucket: number, count: number])[];
}

/** The last minutes of a metric, in a ring: adding a value allocates nothing. */
export class Series {
  readonly metric: Metric;
  /** The minute that each place of the ring is about, since the epoch. */
  readonly #minutes: Float64Array;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  readonly #minima: Float64Array;
  readonly #maxima: Float64Array;
  readonly #distributions: readonly Distribution[];

  /**
   * @param length minutes that are kept
   * @param withPercentiles whether percentiles will be asked for
   */
  constructor(metric: Metric, length: number, withPercentiles: boolean) {
    this.metric = metric;
    this.#minutes = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
    this.#counts = new Float64Array(length);
    this.#sums = new Float64Array(length);
    this.#minima = new Float64Array(length);
    this.#maxima = new Float64Array(length);
    this.#distributions = withPercentiles ? Array.from({ length }, () => new Distribution()) : [];
  }

  /** Adds a value; one that is older than what is kept is left out. */
  add(minute: number, value: number): void {
    const place = this.#placeOf(minute);
    if (place === undefined) return;
    this.#combine(place, 1, value, value, value);
    this.#distributions[place]?.add(value);
  }

  /** Adds what was gathered elsewhere. */
  merge({ minute, count, sum, min, max, buckets = [] }: MinuteOfMetric): void {
    const place = this.#placeOf(minute);
    if (place === undefined) return;
    this.#combine(place, count, sum, min, max);
    this.#distributions[place]?.addAll(buckets);
  }

  /** The minute's values; undefined when there was none. */
  at(minute: number): MinuteOfMetric | undefined {
    const place = minute % this.#minutes.length;
    if (this.#minutes[place] !== minute) return undefined;
    const distribution = this.#distributions[place];
    return {
      metric: this.metric,
      minute,
      count: this.#counts[place] ?? 0,
      sum: this.#sums[place] ?? 0,
      min: this.#minima[place] ?? 0,
      max: this.#maxima[place] ?? 0,
      ...(distribution && { buckets: [...distribution.buckets()] }),
    };
  }

  /** One value for the minutes from `first`; undefined when none of them has data. */
  read(statistic: Statistic, first: number, minutes: number): number | undefined {
    const found = Array.from({ length: minutes }, (_, offset) => this.at(first + offset)).filter(
      (minute) => minute !== undefined,
    );
    return found.length === 0 ? undefined : combined(statistic, found);
  }

  /** Where a minute is in the ring, emptied if it held an older one; undefined when it is past. */
  #placeOf(minute: number): number | undefined {
    const place = minute % this.#minutes.length;
    const held = this.#minutes[place] ?? minute;
    if (held > minute) return undefined;
    if (held < minute) {
      this.#minutes[place] = minute;
      this.#counts[place] = 0;
      this.#sums[place] = 0;
      this.#minima[place] = Number.POSITIVE_INFINITY;
      this.#maxima[place] = Number.NEGATIVE_INFINITY;
      this.#distributions[place]?.clear();
    }
    return place;
  }

  #combine(place: number, count: number, sum: number, min: number, max: number): void {
    this.#counts[place] = (this.#counts[place] ?? 0) + count;
    this.#sums[place] = (this.#sums[place] ?? 0) + sum;
    this.#minima[place] = Math.min(this.#minima[place] ?? min, min);
    this.#maxima[place] = Math.max(this.#maxima[place] ?? max, max);
  }
}

function combined(statistic: Statistic, minutes: readonly MinuteOfMetric[]): number | undefined {
  const total = (of: (minute: MinuteOfMetric) => number) => minutes.reduce((sum, one) => sum + of(one), 0);
  const min = Math.min(...minutes.map((one) => one.min));
  const max = Math.max(...minutes.map((one) => one.max));
  switch (statistic) {
    case 'SampleCount':
      return total(({ count }) => count);
    case 'Sum':
      return total(({ sum }) => sum);
    case 'Average':
      return total(({ sum }) => sum) / total(({ count }) => count);
    case 'Minimum':
      return min;
    case 'Maximum':
      return max;
    default: {
      const all = new Distribution();
      for (const { buckets = [] } of minutes) all.addAll(buckets);
      const value = all.percentile(statistic.percentile);
      return value === undefined ? undefined : Math.min(Math.max(value, min), max);
    }
  }
}
