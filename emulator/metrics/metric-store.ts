import type { Clock } from '../../lib/clock.ts';
import { type Metric, metricKey } from './metric.ts';
import { type MinuteOfMetric, Series } from './series.ts';
import type { Statistic } from './statistic.ts';

/** Milliseconds of the finest period. */
export const minuteMs = 60_000;

/** What somebody will read of a metric. */
export interface MetricReading {
  readonly metric: Metric;
  readonly statistic: Statistic;
  /** Also every metric that has these dimensions and others. */
  readonly withOtherDimensions?: boolean;
  /** Minutes back from the newest that is read. */
  readonly reachMinutes: number;
}

/** Adds values to one metric at the present time. Nothing when nobody reads the metric. */
export type Recorder = (value: number) => void;

/** A stretch of equal periods. */
export interface Periods {
  /** The first minute, since the epoch. */
  readonly first: number;
  readonly minutesEach: number;
  readonly count: number;
}

/**
 * The metrics that somebody reads, by the minute, no longer than they can be read. Whatever else is
 * recorded is dropped.
 */
export class MetricStore {
  readonly #clock: Clock;
  /** Readings by the key of their metric: a metric that nobody reads costs one look. */
  readonly #readings: ReadonlyMap<string, readonly MetricReading[]>;
  readonly #withOtherDimensions: readonly MetricReading[];
  readonly #length: number;
  readonly #series = new Map<string, Series>();
  /** Minutes up to here have been handed on. */
  #drained: number;

  constructor(clock: Clock, readings: readonly MetricReading[]) {
    this.#clock = clock;
    this.#readings = Map.groupBy(readings, ({ metric }) => metricKey(metric));
    this.#withOtherDimensions = readings.filter(({ withOtherDimensions }) => withOtherDimensions);
    // The minute that is still going on needs a place too, and so does the one being handed on.
    this.#length = Math.max(0, ...readings.map(({ reachMinutes }) => reachMinutes)) + 2;
    this.#drained = this.#now();
  }

  /** The way to record a metric, made once by whoever records it often. */
  recorder(metric: Metric): Recorder {
    const series = this.#seriesOf(metric);
    return series ? (value) => series.add(this.#now(), value) : () => {};
  }

  /** Records a value of a past minute, such as a level sampled when it ended. */
  record(metric: Metric, minute: number, value: number): void {
    this.#seriesOf(metric)?.add(minute, value);
  }

  /** Adds what another store has drained. */
  merge(minutes: readonly MinuteOfMetric[]): void {
    for (const minute of minutes) this.#seriesOf(minute.metric)?.merge(minute);
  }

  /** What came in the minutes that ended since the last time, for another store. */
  drain(): MinuteOfMetric[] {
    const now = this.#now();
    const from = Math.max(this.#drained, now - this.#length + 1);
    this.#drained = now;
    const minutes = Array.from({ length: Math.max(0, now - from) }, (_, offset) => from + offset);
    return [...this.#series.values()].flatMap((series) =>
      minutes.flatMap((minute) => series.at(minute) ?? []),
    );
  }

  /** A metric's value in each of the periods, oldest first; undefined where there is no data. */
  read(metric: Metric, statistic: Statistic, periods: Periods): (number | undefined)[] {
    const series = this.#series.get(metricKey(metric));
    return valuesOf(periods, (first, minutes) => series?.read(statistic, first, minutes));
  }

  /** The sum over every metric of this name with these dimensions, whatever others it has. */
  sumOf(metric: Metric, periods: Periods): (number | undefined)[] {
    const matching = [...this.#series.values()].filter((series) => isWithin(metric, series.metric));
    return valuesOf(periods, (first, minutes) => {
      const values = matching.flatMap((series) => series.read('Sum', first, minutes) ?? []);
      return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
    });
  }

  #now(): number {
    return Math.floor(this.#clock.now() / minuteMs);
  }

  #seriesOf(metric: Metric): Series | undefined {
    const key = metricKey(metric);
    const known = this.#series.get(key);
    if (known) return known;
    const readings = [
      ...(this.#readings.get(key) ?? []),
      ...this.#withOtherDimensions.filter((reading) => isWithin(reading.metric, metric)),
    ];
    if (readings.length === 0) return undefined;
    const withPercentiles = readings.some(({ statistic }) => typeof statistic === 'object');
    const series = new Series(metric, this.#length, withPercentiles);
    this.#series.set(key, series);
    return series;
  }
}

function valuesOf(
  { first, minutesEach, count }: Periods,
  read: (first: number, minutes: number) => number | undefined,
): (number | undefined)[] {
  return Array.from({ length: count }, (_, index) => read(first + index * minutesEach, minutesEach));
}

/** Whether the metric is of that name and has at least those dimensions. */
function isWithin(wanted: Metric, metric: Metric): boolean {
  return (
    metric.namespace === wanted.namespace &&
    metric.name === wanted.name &&
    Object.entries(wanted.dimensions).every(([name, value]) => metric.dimensions[name] === value)
  );
}
