import { randomBinomial, randomLcg, randomLogNormal } from 'd3-random';
import { explainRatio } from '../../../functions/core/analytics/anomaly/explain.ts';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import { countLimits, judgeHours } from '../../../functions/core/analytics/anomaly/judge.ts';
import { valueAndExpected } from '../../../functions/core/analytics/anomaly/measured.ts';
import { counts } from '../../../functions/core/analytics/anomaly/scale.ts';
import { judgeShares, shareLimits } from '../../../functions/core/analytics/anomaly/shares.ts';
import { currencies, seriesOf, type Weather, weathers, world } from '../detector/world.ts';
import type { Section } from '../section.ts';
import type { Planted } from './contest.ts';
import { measureSection } from './plan.ts';
import { effectAt, plant, sourceSeed } from './planted.ts';

const hoursOfDay = 24;

/** Exceptions among the counts of the other sections, whose own incidents change no share. */
function shareWorld(seed: number, weather: Weather, weeks: number, limits = shareLimits): readonly Planted[] {
  const counted = world(seed, weather, weeks);
  const { firstHour, until, judgedFrom } = counted;
  const source = randomLcg(sourceSeed(seed, 7_000));
  const usual = 0.03 + 0.07 * source();
  const days = (until - firstHour) / hoursOfDay;
  const incidents = plant(
    source,
    { firstHour, days },
    { factors: [3, 8], hours: [2, 6], elements: currencies.length },
  );
  const binomial = randomBinomial.source(source);
  const level = randomLogNormal.source(source)(0, weather.day);
  const all = currencies.map((_, element) => seriesOf(counted, { dimension: 'currency', element }));
  const levels = Array.from({ length: days }, level);
  const parts = all.map(
    ({ values }, element): HourlySeries => ({
      firstHour,
      values: values.map((count = 0, index) => {
        const often = usual * (levels[Math.floor(index / hoursOfDay)] ?? 1);
        return binomial(count, Math.min(0.95, often * effectAt(incidents, firstHour + index, element)))();
      }),
    }),
  );
  const [part, whole] = [sumOf(parts), sumOf(all)];
  const judged = { from: judgedFrom, until };
  return [
    {
      ...{ judged, incidents },
      series: {
        firstHour,
        values: whole.values.map((of = 0, hour) => (of < 8 ? undefined : (part.values[hour] ?? 0) / of)),
      },
      found: () => unusualIn(judgeShares({ part, all: whole }, judged, limits)),
      isNamed: (incident) => {
        const planted = incidents.find(({ from }) => from === incident.from)?.element;
        if (planted === undefined) return undefined;
        const expected = (series: HourlySeries) =>
          valueAndExpected(judgeHours(series, incident, counts, countLimits), 'hour');
        const currency = parts.flatMap((numerator, element) => {
          const denominator = all[element];
          if (!denominator) return [];
          return [
            { element: `${element}`, numerator: expected(numerator), denominator: expected(denominator) },
          ];
        });
        return explainRatio({ currency })?.elements[0]?.element === `${planted}`;
      },
    },
  ];
}

function sumOf(series: readonly HourlySeries[]): HourlySeries {
  const [first] = series;
  if (!first) throw new RangeError('There is nothing to add up');
  return {
    firstHour: first.firstHour,
    values: first.values.map((_, hour) => series.reduce((sum, { values }) => sum + (values[hour] ?? 0), 0)),
  };
}

/** Hours that were judged unusual. */
export function unusualIn(
  judged: readonly { readonly hour: number; readonly verdict: string }[],
): ReadonlySet<number> {
  return new Set(judged.flatMap(({ hour, verdict }) => (verdict === 'unusual' ? [hour] : [])));
}

export const shareSections: readonly Section[] = weathers.map((weather) =>
  measureSection(
    {
      id: `shares-${weather.name}`,
      title: `Anomalies: generated shares of exceptions, ${weather.name}`,
      about: `Exceptions among the counts above, whose own outages, surges and dips stay in: they change no share and are no incident here. Usually 3 to 10 % are exceptions, by days with a deviation of ${weather.day} (of the logarithm); in incidents 3 to 8 times as many, for 2 to 6 hours of a working day, or of one currency alone twice that.`,
    },
    {
      distance: (value, middle) => Math.log((value + 0.02) / (middle + 0.02)),
      world: (seed, weeks) => shareWorld(seed, weather, weeks),
    },
  ),
);
