const hoursOfDay = 24;

/** Something that makes more or less of a part of what arrives. */
export interface Incident {
  readonly kind: 'outage' | 'surge' | 'dip';
  readonly from: number;
  readonly until: number;
  readonly factor: number;
  readonly scope: {
    readonly dimension: 'all' | 'vendor' | 'currency';
    readonly element: number;
  };
}

/**
 * Incidents, one a day at the most, in office hours of working days: outages that leave nothing, surges of 1.5 to 6
 * times as much, and dips to 0.1 to 0.6 of it, of everything, one currency or one of the three largest vendors.
 * @param days in which they may happen: on a quarter of the working ones
 */
export function incidentsOf(source: () => number, firstHour: number, days: number): readonly Incident[] {
  const between = (low: number, high: number) => low * (high / low) ** source();
  const incidents: Incident[] = [];
  for (let day = 0; day < days; day += 1) {
    const from = firstHour + day * hoursOfDay + 8 + Math.floor(source() * 7);
    const length = 2 + Math.floor(source() * 5);
    const kind = (['outage', 'surge', 'dip'] as const)[Math.floor(source() * 3)] ?? 'dip';
    const factor = { outage: 0, surge: between(1.5, 6), dip: between(0.1, 0.6) }[kind];
    const dimension = (['all', 'vendor', 'currency'] as const)[Math.floor(source() * 3)] ?? 'all';
    const element = Math.floor(source() * 3);
    const weekday = (Math.floor(from / hoursOfDay) + 4) % 7;
    const happens = source() < 0.25 && weekday !== 0 && weekday !== 6;
    if (happens) incidents.push({ kind, from, until: from + length, factor, scope: { dimension, element } });
  }
  return incidents;
}
