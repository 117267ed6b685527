import type { AnomalyListing, ListedAnomaly } from '../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { Stage } from '../schemas/stages.ts';
import type { Period } from './kpi-reader.ts';

/** Steps of a chart in which something was unusual: positions, both included. */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly anomaly: ListedAnomaly;
}

/**
 * The bands of a chart: the episodes of these stages that touch its steps. What late events corrected was never
 * unusual; exceptions, and whatever else is watched of events than how many there are, are other measures.
 * @param starts of the steps, RFC 3339 UTC, ascending
 */
export function bandsOf(
  listing: AnomalyListing | undefined,
  watched: readonly Stage[],
  starts: readonly string[],
  period: Period,
): readonly Band[] {
  const ms = starts.map((at) => Date.parse(at));
  const end = Date.parse(period.to);
  return (listing?.anomalies ?? [])
    .filter(
      ({ stage, measure, exceptions, state }) =>
        watched.includes(stage) && measure === 'events' && !exceptions && state !== 'corrected',
    )
    .flatMap((anomaly): readonly Band[] => {
      const [from, until] = [Date.parse(anomaly.from), Date.parse(anomaly.until)];
      const touched = ms.flatMap((start, step) =>
        start < until && (ms[step + 1] ?? end) > from ? [step] : [],
      );
      const [first, last] = [touched[0], touched.at(-1)];
      return first === undefined || last === undefined ? [] : [{ first, last, anomaly }];
    });
}
