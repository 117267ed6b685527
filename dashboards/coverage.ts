import type { FigureAsk, Looker } from './asks.ts';
import { type Bucket, bucketMs, type KpiReading, type Period } from './kpi-reader.ts';
import { coverage } from './pages/coverage.ts';
import { previousOf } from './periods.ts';

/** Of what the period before lacks data. */
export interface Gap {
  /** The first day with data, `YYYY-MM-DD`; undefined if it has none. */
  readonly since: string | undefined;
}

/** Nothing is older that an event may say. */
const beginning = '1900-01-01T00:00:00.000Z';
/** Steps that a cell answers at most. */
const mostSteps = 1_440;

/**
 * What tells whether the cell has data of the whole period before: what was received before it began, and
 * on which of its days something was. Filters do not apply: a vendor may be new, data are missing for all.
 */
export function coverageAsks(looker: Looker): readonly [earlier: FigureAsk, within: FigureAsk] {
  const { from, to } = daysBefore(looker);
  const bucket: Bucket = (Date.parse(to) - Date.parse(from)) / bucketMs.day > mostSteps ? 'month' : 'day';
  return [
    { ...coverage, as: 'earlier', period: { from: beginning, to: from }, settled: true },
    { ...coverage, as: 'within', period: { from, to }, bucket, settled: true },
  ];
}

/** The looker without filters. */
export function unfiltered(looker: Looker): Looker {
  return { ...looker, view: { ...looker.view, filters: {} } };
}

/** What the period before lacks, by the answers to those; undefined if it lacks nothing. */
export function gapOf(looker: Looker, earlier: KpiReading, within: KpiReading): Gap | undefined {
  if (earlier.rows.some(({ value }) => Number(value) > 0)) return undefined;
  const first = within.rows.flatMap(({ at, value }) =>
    at !== undefined && Number(value) > 0 ? [at] : [],
  )[0];
  const since = first?.slice(0, 10);
  return since !== undefined && since <= daysBefore(looker).from.slice(0, 10) ? undefined : { since };
}

/** The whole days of the period before, so that the question stays the same all day. */
function daysBefore({ view, now }: Looker): Period {
  const { from, to } = previousOf(view.period, now);
  const end = Math.ceil(Date.parse(to) / bucketMs.day) * bucketMs.day;
  return { from, to: new Date(end).toISOString() };
}
