import { randomGamma, randomLcg, randomLogNormal, randomPoisson } from 'd3-random';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import { seasonOf } from '../../../functions/core/analytics/anomaly/seasons.ts';
import { type Incident, incidentsOf } from './incidents.ts';

const hoursOfWeek = 168;
const hoursOfDay = 24;
export const historyWeeks = 8;

/** Vendors and currencies, and their shares of what arrives. */
export const vendors = [0.34, 0.22, 0.16, 0.12, 0.09, 0.07];
export const currencies = [0.55, 0.3, 0.15];

/** How far hours differ from what is usual. */
export interface Weather {
  readonly name: 'noisy' | 'calm';
  /** Standard deviation of the logarithm of a day's level. */
  readonly day: number;
  /** Shape of the gamma distribution of a vendor's level in an hour: the smaller, the wilder. */
  readonly hourShape: number;
}

export const weathers: readonly Weather[] = [
  { name: 'noisy', day: 0.2, hourShape: 8 },
  { name: 'calm', day: 0.05, hourShape: 80 },
];

/** Eight weeks to learn from, with incidents in them too, and the weeks that are judged. */
export interface World {
  readonly firstHour: number;
  readonly judgedFrom: number;
  readonly until: number;
  readonly incidents: readonly Incident[];
  /** By vendor and currency, one after the other. */
  readonly cells: readonly HourlySeries[];
}

/** Counts by the hour as an office has them, with seasons of the month and, about, 1.25 incidents a week. */
export function world(
  seed: number,
  weather: Weather,
  judgedWeeks: number,
  happening: typeof incidentsOf = incidentsOf,
): World {
  const source = randomLcg(((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32);
  const firstHour = (19_723 + Math.floor(source() * 365)) * hoursOfDay;
  const weeks = historyWeeks + judgedWeeks;
  const until = firstHour + weeks * hoursOfWeek;
  const incidents = happening(source, firstHour, weeks * 7);
  const poisson = randomPoisson.source(source);
  const dayLevel = randomLogNormal.source(source)(0, weather.day);
  const hourLevel = randomGamma.source(source)(weather.hourShape, 1 / weather.hourShape);
  const busy = 120 * 4 ** source();
  const monthEnd = 1.3 + source();
  const counts = vendors.flatMap(() => currencies.map((): number[] => []));
  let today = 1;
  for (let hour = firstHour; hour < until; hour += 1) {
    if (hour % hoursOfDay === 0) today = dayLevel();
    const level = busy * usualShare(hour, monthEnd) * today;
    vendors.forEach((vendorShare, vendor) => {
      const vendorLevel = level * vendorShare * hourLevel();
      currencies.forEach((share, currency) => {
        const factor = incidents.reduce((by, of) => by * effect(of, hour, vendor, currency), 1);
        counts[vendor * currencies.length + currency]?.push(poisson(vendorLevel * share * factor)());
      });
    });
  }
  return {
    ...{ firstHour, until, incidents, judgedFrom: firstHour + historyWeeks * hoursOfWeek },
    cells: counts.map((values) => ({ firstHour, values })),
  };
}

function usualShare(hour: number, monthEnd: number): number {
  const day = Math.floor(hour / hoursOfDay);
  const weekday = (day + 4) % 7;
  const season = seasonOf(day)?.startsWith('last') ? monthEnd : 1;
  const ofDay = [0.05, 1.15, 1.05, 1, 0.95, 0.8, 0.05][weekday] ?? 1;
  const ofHour = Math.exp(-(((hour % hoursOfDay) - 12.5) ** 2) / 18);
  return Math.max(ofDay * season * ofHour, 0.01);
}

function effect(incident: Incident, hour: number, vendor: number, currency: number): number {
  const { from, until, factor, scope } = incident;
  if (hour < from || hour >= until) return 1;
  const isIn =
    scope.dimension === 'all' || scope.element === (scope.dimension === 'vendor' ? vendor : currency);
  return isIn ? factor : 1;
}

/** What is watched: everything, each currency, and the vendors with the most. */
export const watched: readonly Incident['scope'][] = [
  { dimension: 'all', element: 0 },
  ...currencies.map((_, element) => ({ dimension: 'currency' as const, element })),
  ...[0, 1, 2].map((element) => ({ dimension: 'vendor' as const, element })),
];

/** The sum of the cells of a scope. */
export function seriesOf({ cells, firstHour }: World, scope: Incident['scope']): HourlySeries {
  const chosen = cells.filter((_, index) => {
    const [vendor, currency] = [Math.floor(index / currencies.length), index % currencies.length];
    return scope.dimension === 'all' || scope.element === (scope.dimension === 'vendor' ? vendor : currency);
  });
  const values = (chosen[0]?.values ?? []).map((_, index) =>
    chosen.reduce((sum, cell) => sum + (cell.values[index] ?? 0), 0),
  );
  return { firstHour, values };
}
