import { medianAbsoluteDeviation, probit, quantile } from 'simple-statistics';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import { countLimits, judgeHours } from '../../../functions/core/analytics/anomaly/judge.ts';
import { counts, fewestExpected } from '../../../functions/core/analytics/anomaly/scale.ts';

const hoursOfWeek = 168;
const hoursOfDay = 24;
const weeks = 8;

/** Says which hours are unusual, knowing what came before each; S-H-ESD also knows the rest of the day. */
export interface Compared {
  readonly name: string;
  /** What it may be set to; the best on the seeds of tuning is what it is judged with. */
  readonly settings: readonly number[];
  unusual(series: HourlySeries, from: number, until: number, setting: number): ReadonlySet<number>;
}

/** The detector of the product, as it is set there. */
const ours: Compared = {
  name: 'detector',
  settings: [countLimits.change],
  unusual: (series, from, until, change) =>
    new Set(
      judgeHours(series, { from, until }, counts, { ...countLimits, change })
        .filter(({ verdict }) => verdict === 'unusual')
        .map(({ hour }) => hour),
    ),
};

/** The same with 0.9 for all series, however noisy they are. */
const withoutSpread: Compared = {
  name: 'the same without its spread',
  settings: [countLimits.change],
  unusual: (series, from, until, change) =>
    new Set(
      judgeHours(series, { from, until }, counts, { ...countLimits, change, spreads: 0 })
        .filter(({ verdict }) => verdict === 'unusual')
        .map(({ hour }) => hour),
    ),
};

const slotMedian: Compared = {
  name: 'slot median ± MAD',
  settings: [1.5, 2, 2.5, 3, 4, 5, 6, 8],
  unusual: (series, from, until, setting) =>
    hoursWhere(series, from, until, (value, index) => {
      const past = pastOf(series, index);
      const middle = quantile(past, 0.5);
      const spread = Math.max(1.4826 * medianAbsoluteDeviation(past), Math.sqrt(middle), 1);
      return Math.abs(value - middle) > setting * spread && isEnough(value, middle);
    }),
};

const lastWeek: Compared = {
  name: 'last week’s same hour',
  settings: [0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4],
  unusual: (series, from, until, setting) =>
    hoursWhere(series, from, until, (value, index) => {
      const before = series.values[index - hoursOfWeek] ?? 0;
      return (
        before >= fewestExpected &&
        Math.abs(Math.log((value + 3) / (before + 3))) >= setting &&
        isEnough(value, before)
      );
    }),
};

/**
 * Twitter's S-H-ESD: medians and MADs in a generalized ESD test of what remains without the season. It is set by the
 * share of values that may be outliers; its significance hardly matters, since nights make the MAD small.
 */
const sHEsd: Compared = {
  name: 'S-H-ESD (Twitter)',
  settings: [0.001, 0.002, 0.005, 0.01, 0.02],
  unusual: (series, from, until, mostAnomalies) => {
    const found = new Set<number>();
    for (let day = from; day < until; day += hoursOfDay) {
      const end = Math.min(day + hoursOfDay, until) - series.firstHour;
      const begin = Math.max(0, end - weeks * hoursOfWeek);
      const window = series.values.slice(begin, end).map((value) => value ?? 0);
      for (const index of esd(window, mostAnomalies)) {
        const hour = series.firstHour + begin + index;
        const middle = quantile(pastOf(series, begin + index), 0.5);
        if (hour >= day && isEnough(window[index] ?? 0, middle)) found.add(hour);
      }
    }
    return found;
  },
};

export const compared: readonly [Compared, ...Compared[]] = [
  ours,
  withoutSpread,
  slotMedian,
  lastWeek,
  sHEsd,
];

/** As for the detector: changes that nobody would look at are none. */
function isEnough(value: number, expected: number): boolean {
  return Math.abs(value - expected) >= countLimits.change;
}

function hoursWhere(
  { firstHour, values }: HourlySeries,
  from: number,
  until: number,
  isUnusual: (value: number, index: number) => boolean,
): ReadonlySet<number> {
  const hours = Array.from({ length: until - from }, (_, step) => from + step);
  return new Set(hours.filter((hour) => isUnusual(values[hour - firstHour] ?? 0, hour - firstHour)));
}

function pastOf({ values }: HourlySeries, index: number): number[] {
  return Array.from({ length: weeks }, (_, week) => values[index - (week + 1) * hoursOfWeek] ?? 0)
    .filter((_, week) => index >= (week + 1) * hoursOfWeek)
    .concat(index < hoursOfWeek ? [0] : []);
}

/** Of a value that is nothing unusual: Twitter’s own. */
const alpha = 0.05;

/** Indices of outliers: Vallis, Hochenbaum and Kejariwal (HotCloud 2014), after Rosner (1983). */
function esd(window: readonly number[], mostAnomalies: number): readonly number[] {
  const slotMeans = Array.from({ length: hoursOfWeek }, (_, slot) => {
    const of = window.filter((_, index) => index % hoursOfWeek === slot);
    return of.reduce((sum, value) => sum + value, 0) / Math.max(1, of.length);
  });
  const middle = quantile([...window], 0.5);
  const grand = slotMeans.reduce((sum, value) => sum + value, 0) / hoursOfWeek;
  const left = window
    .map((value, index) => ({
      index,
      rest: value - ((slotMeans[index % hoursOfWeek] ?? 0) - grand) - middle,
    }))
    .toSorted((a, b) => a.rest - b.rest);
  const taken: number[] = [];
  let significant = 0;
  const most = Math.floor(window.length * mostAnomalies);
  for (let k = 1; k <= most; k += 1) {
    const n = left.length;
    const centre = left[Math.floor(n / 2)]?.rest ?? 0;
    const spread =
      1.4826 *
      madOfSorted(
        left.map(({ rest }) => rest),
        centre,
      );
    const [low, high] = [left[0], left.at(-1)];
    if (!low || !high || spread === 0) break;
    const isHigh = high.rest - centre >= centre - low.rest;
    const distance = (isHigh ? high.rest - centre : centre - low.rest) / spread;
    const extreme = isHigh ? left.pop() : left.shift();
    taken.push(extreme?.index ?? 0);
    // With hundreds of values Student's t is the normal distribution.
    const t = probit(1 - alpha / (2 * n));
    const limit = ((n - 1) * t) / Math.sqrt((n - 2 + t * t) * n);
    if (distance > limit) significant = k;
  }
  return taken.slice(0, significant);
}

function madOfSorted(values: readonly number[], centre: number): number {
  return quantile(
    values.map((value) => Math.abs(value - centre)),
    0.5,
  );
}
