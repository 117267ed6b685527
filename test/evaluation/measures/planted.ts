import type { Measured } from '../../../functions/core/analytics/anomaly/measured.ts';

/** What was planted in a measure: hours, how many times as much, and in which element; none is in all. */
export interface PlantedIncident {
  readonly from: number;
  readonly until: number;
  readonly factor: number;
  readonly element: number | undefined;
}

/** How incidents of a measure are. */
export interface Planting {
  readonly factors: readonly [low: number, high: number];
  readonly hours: readonly [shortest: number, longest: number];
  /** Elements that one may strike alone. */
  readonly elements: number;
  /** On which part of the working days. */
  readonly often?: number;
}

const hoursOfDay = 24;

/**
 * On a part of the working days one incident, in office hours; half of them strike one element alone, and that twice
 * as hard.
 */
export function plant(
  source: () => number,
  { firstHour, days }: { readonly firstHour: number; readonly days: number },
  { factors: [low, high], hours: [shortest, longest], elements, often = 0.25 }: Planting,
): readonly PlantedIncident[] {
  return Array.from({ length: days }, (_, day) => {
    const from = firstHour + day * hoursOfDay + 8 + Math.floor(source() * 5);
    const length = shortest + Math.floor(source() * (longest - shortest + 1));
    const factor = low * (high / low) ** source();
    const struck = Math.floor(source() * 2 * elements);
    const weekday = (Math.floor(from / hoursOfDay) + 4) % 7;
    const happens = source() < often && weekday !== 0 && weekday !== 6;
    const element = struck < elements ? struck : undefined;
    const hard = element === undefined ? factor : factor * (factor > 1 ? 2 : 0.5);
    return happens ? [{ from, until: from + length, factor: hard, element }] : [];
  }).flat();
}

/** How many times as much an hour has of an element. */
export function effectAt(incidents: readonly PlantedIncident[], hour: number, element: number): number {
  return incidents
    .filter(({ from, until, element: of }) => hour >= from && hour < until && (of ?? element) === element)
    .reduce((by, { factor }) => by * factor, 1);
}

/**
 * Whether the cause of an incident that was found is named first; undefined of one that has none, and of two at once,
 * which have no one cause.
 * @param explain says what accounts for these hours
 * @param nameOf what an element is called
 */
export function isNamedFirst(
  incident: { readonly from: number; readonly until: number },
  {
    incidents,
    found,
  }: { readonly incidents: readonly PlantedIncident[]; readonly found: ReadonlySet<number> },
  explain: Measured['explain'],
  nameOf: (element: number) => string | undefined,
): boolean | undefined {
  const [planted, ...others] = incidents.filter(
    ({ from, until }) => from < incident.until && until > incident.from,
  );
  if (planted?.element === undefined || others.length > 0) return undefined;
  const hours = [...found].filter((hour) => hour >= incident.from && hour < incident.until);
  const explanation = explain({ from: Math.min(...hours), until: Math.max(...hours) + 1 });
  return explanation?.elements[0]?.element === nameOf(planted.element);
}

/** A source of its own for a seed, apart from the one of counts. */
export function sourceSeed(seed: number, of: number): number {
  return (((seed + of) * 2_654_435_761) % 2 ** 32) / 2 ** 32;
}
