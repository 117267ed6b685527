import { randomLcg, randomLogNormal } from 'd3-random';
import { amountLimits, measuredAmount } from '../../../functions/core/analytics/anomaly/amounts.ts';
import { hourMs } from '../../../functions/core/analytics/anomaly/counted-series.ts';
import type { EventCount } from '../../../functions/core/analytics/anomaly/event-counts.ts';
import { currencies, seriesOf, type Weather, weathers, world } from '../detector/world.ts';
import type { Section } from '../section.ts';
import type { Planted } from './contest.ts';
import { measureSection } from './plan.ts';
import { effectAt, isNamedFirst, plant, sourceSeed } from './planted.ts';
import { unusualIn } from './shares.ts';

const hoursOfDay = 24;
const statuses = ['posted', 'paid'] as const;
/** The standard deviation of an amount's logarithm: the largest hundredth has a sixth of all. */
const heavy = 1.2;
const usualAmount = 800;

/** Amounts of postings in three currencies, of invoices whose amounts have a heavy tail. */
function amountWorld(
  seed: number,
  weather: Weather,
  weeks: number,
  limits = amountLimits,
): readonly Planted[] {
  const counted = world(seed, weather, weeks, () => []);
  const { firstHour, until, judgedFrom } = counted;
  const judged = { from: judgedFrom, until };
  const source = randomLcg(sourceSeed(seed, 9_000));
  const draw = randomLogNormal.source(source)(Math.log(usualAmount), heavy);
  return currencies.map((_, element): Planted => {
    const span = { firstHour, days: (until - firstHour) / hoursOfDay };
    const planting = { hours: [2, 6], elements: statuses.length, often: 0.125 } as const;
    const incidents = [
      ...plant(source, span, { ...planting, factors: [2, 6] }),
      ...plant(source, span, { ...planting, factors: [0.02, 0.3], elements: 0 }),
    ];
    const counts = seriesOf(counted, { dimension: 'currency', element }).values;
    const own = counts.flatMap((count = 0, index) =>
      statuses.map((status, of): EventCount => {
        const some = Math.round(count / statuses.length);
        const sum = Array.from({ length: some }, draw).reduce((all, each) => all + each, 0);
        const amount = (sum * effectAt(incidents, firstHour + index, of)).toFixed(2);
        const at = (firstHour + index) * hourMs;
        return { at, stage: 'posting', status, currency: 'EUR', count: some, amount };
      }),
    );
    const measured = measuredAmount(
      own,
      {
        ...{ bucket: 'hour', zone: { offsetAt: () => 0 }, expectedHours: new Set() },
        span: { from: firstHour * hourMs, until: until * hourMs },
      },
      limits,
    );
    const found = unusualIn(measured.judge(judged));
    return {
      ...{ judged, incidents },
      series: {
        firstHour,
        values: counts.map((_, index) =>
          own
            .slice(index * statuses.length, (index + 1) * statuses.length)
            .reduce((sum, { amount }) => sum + Number(amount), 0),
        ),
      },
      found: () => found,
      isNamed: (incident) =>
        isNamedFirst(incident, { incidents, found }, measured.explain, (element) => statuses[element]),
    };
  });
}

export const amountSections: readonly Section[] = weathers.map((weather) =>
  measureSection(
    {
      id: `amounts-${weather.name}`,
      // How causes are ranked was mended after it had been judged on those before.
      judged: { first: 421, count: 20 },
      title: `Anomalies: generated amounts, ${weather.name}`,
      about: `What postings are worth by the hour, in three currencies, each of two statuses. Amounts have a heavy tail (the logarithm’s deviation is ${heavy}), days one of ${weather.day}. In incidents amounts are 2 to 6 times as large, of one status alone twice that, or 70 to 98 % of it is late, for 2 to 6 hours of a working day.`,
    },
    {
      distance: (value, middle) => Math.log((value + 3 * usualAmount) / (middle + 3 * usualAmount)),
      world: (seed, weeks) => amountWorld(seed, weather, weeks),
    },
  ),
);
