import { randomLcg, randomPoisson } from 'd3-random';
import { hourMs } from '../../../functions/core/analytics/anomaly/counted-series.ts';
import { measuredVendor } from '../../../functions/core/analytics/anomaly/counts.ts';
import type { EventCount } from '../../../functions/core/analytics/anomaly/event-counts.ts';
import { watchedVendors } from '../../../functions/core/analytics/anomaly/watched-vendors.ts';
import { seriesOf, vendors, type Weather, weathers, world } from '../detector/world.ts';
import type { Section } from '../section.ts';
import type { Planted } from './contest.ts';
import { measureSection } from './plan.ts';
import { effectAt, isNamedFirst, type PlantedIncident, plant, sourceSeed } from './planted.ts';
import { unusualIn } from './shares.ts';

const hoursOfDay = 24;
const statuses = ['received', 'validated'] as const;

/** The events of each vendor that is watched by what is known before the weeks that are judged. */
function vendorWorld(seed: number, weather: Weather, weeks: number): readonly Planted[] {
  const counted = world(seed, weather, weeks, () => []);
  const { firstHour, until, judgedFrom } = counted;
  const judged = { from: judgedFrom, until };
  const source = randomLcg(sourceSeed(seed, 13_000));
  const poisson = randomPoisson.source(source);
  const span = { firstHour, days: (until - firstHour) / hoursOfDay };
  const known = vendors.map((_, element) => {
    const planting = { hours: [2, 6], often: 0.07 } as const;
    const incidents: readonly (PlantedIncident & { readonly isOutage?: boolean })[] = [
      ...plant(source, span, { ...planting, factors: [1.5, 6], elements: statuses.length }),
      ...plant(source, span, { ...planting, factors: [0.1, 0.6], elements: 0 }),
      ...plant(source, span, { ...planting, factors: [0.1, 0.6], elements: 0 }).map((incident) => ({
        ...incident,
        ...{ factor: 0, isOutage: true },
      })),
    ];
    const values = seriesOf(counted, { dimension: 'vendor', element }).values;
    const own = values.flatMap((count = 0, index) => {
      const hour = firstHour + index;
      return statuses.map((status, of): EventCount => {
        const by = effectAt(incidents, hour, of);
        const more = by > 1 ? poisson((count / statuses.length) * (by - 1))() : 0;
        const some = Math.round((count / statuses.length) * Math.min(1, by)) + more;
        const vendor = `V-${element}`;
        return { at: hour * hourMs, stage: 'ingestion', status, currency: '', count: some, vendor };
      });
    });
    return { incidents, own };
  });
  const before = known.flatMap(({ own }) => own).filter(({ at }) => at <= judgedFrom * hourMs);
  const watched = new Set(watchedVendors(before).map(({ vendor }) => vendor));
  return known
    .filter((_, element) => watched.has(`V-${element}`))
    .map(({ incidents, own }): Planted => {
      const measured = measuredVendor(own, {
        ...{ bucket: 'hour', zone: { offsetAt: () => 0 }, expectedHours: new Set() },
        span: { from: firstHour * hourMs, until: until * hourMs },
      });
      const found = unusualIn(measured.judge(judged));
      const sums = new Map<number, number>();
      for (const { at, count } of own) sums.set(at / hourMs, (sums.get(at / hourMs) ?? 0) + count);
      return {
        ...{ judged, incidents },
        series: {
          firstHour,
          values: Array.from({ length: until - firstHour }, (_, index) => sums.get(firstHour + index) ?? 0),
        },
        found: () => found,
        isNamed: (incident) =>
          isNamedFirst(incident, { incidents, found }, measured.explain, (element) => statuses[element]),
      };
    });
}

export const vendorSections: readonly Section[] = weathers.map((weather) =>
  measureSection(
    {
      id: `vendors-${weather.name}`,
      judged: { first: 541, count: 40 },
      fixedOn: 48,
      title: `Anomalies: generated counts of vendors, ${weather.name}`,
      about: `Events of the vendors that are watched, of six that have ${vendors.map((of) => Math.round(100 * of)).join(', ')} % of a stage’s events, in two statuses. A day’s level has a deviation of ${weather.day} (of the logarithm), a vendor’s hour one of ${(1 / Math.sqrt(weather.hourShape)).toFixed(2)}. Outages leave nothing, dips leave 0.05 to 0.6, surges bring 1.5 to 6 times as many, of one status alone twice that, for 2 to 6 hours of a working day.`,
    },
    {
      distance: (value, middle) => Math.log((value + 3) / (middle + 3)),
      world: (seed, weeks) => vendorWorld(seed, weather, weeks),
    },
  ),
);
