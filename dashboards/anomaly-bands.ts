import type { AnomalyListing, ListedAnomaly } from '../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { WatchedMeasure } from '../functions/core/analytics/anomaly/watched-metrics.ts';
import type { Stage } from '../schemas/stages.ts';
import type { Period } from './kpi-reader.ts';

/** Steps of a chart in which something was unusual: positions, both included. */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly anomaly: ListedAnomaly;
}

/** What of whose events a chart shows. */
export interface Charted {
  readonly stages: readonly Stage[];
  readonly measure: WatchedMeasure;
  /** Of amounts: those that it shows. */
  readonly currencies?: readonly string[];
}

/** The steps of a chart. */
export interface ChartSteps {
  /** When they begin, RFC 3339 UTC, ascending. */
  readonly starts: readonly string[];
  /** The end of the last one, RFC 3339. */
  readonly to: Period['to'];
}

/**
 * The bands of a chart: the episodes of what it shows that touch its steps. What late events corrected was never
 * unusual; exceptions are other events.
 */
export function bandsOf(
  listing: AnomalyListing | undefined,
  charted: Charted,
  steps: ChartSteps,
): readonly Band[] {
  return (listing?.anomalies ?? [])
    .filter((anomaly) => isCharted(anomaly, charted) && anomaly.state !== 'corrected')
    .flatMap((anomaly) => bandOf(anomaly, steps) ?? []);
}

function isCharted(
  { stage, measure, exceptions, currency }: ListedAnomaly,
  { stages, measure: shown, currencies }: Charted,
): boolean {
  if (!stages.includes(stage) || measure !== shown) return false;
  if (measure === 'amount') return currency !== undefined && (currencies?.includes(currency) ?? false);
  return exceptions === (measure === 'share');
}

/** The steps that an episode touches; undefined if it touches none. */
export function bandOf(anomaly: ListedAnomaly, { starts, to }: ChartSteps): Band | undefined {
  const [from, until] = [Date.parse(anomaly.from), Date.parse(anomaly.until)];
  const ms = starts.map((at) => Date.parse(at));
  const touched = ms.flatMap((start, step) =>
    start < until && (ms[step + 1] ?? Date.parse(to)) > from ? [step] : [],
  );
  const [first, last] = [touched[0], touched.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last, anomaly };
}
