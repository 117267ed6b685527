import { type Bucket, bucketMs, type Period } from './kpi-reader.ts';
import { assumptionsOf } from './kpis/assumptions.ts';
import { dimensionsOf, type Filters, type Kpi, type KpiDimension, stocksOf } from './kpis/kpi.ts';
import { kpiOf } from './kpis/registry.ts';
import { periodOf, previousOf } from './periods.ts';
import type { View } from './view.ts';

/** What a page asks of the cell for its view: the moment and the time zone of who looks at it. */
export interface Looker {
  readonly view: View;
  /** ms since the epoch. */
  readonly now: number;
  /** Says which day is today. */
  readonly zone: string;
}

/** A figure, and how it is to be split. */
export interface FigureAsk {
  readonly kpi: string;
  readonly by?: readonly KpiDimension[];
  readonly bucket?: Bucket;
  /** In the place of the view's. */
  readonly period?: Period;
  /** Likewise, as a length of time up to now: `60m`. */
  readonly last?: string;
  /** Tells it from the same figure of other periods. */
  readonly as?: string;
  /** Whether the answer stays what it is, so that it is asked for once. */
  readonly settled?: boolean;
  /** Whether its period goes on with the clock: an answer of the minute before is not out of date. */
  readonly goesOn?: boolean;
}

/** The address of a figure under the cell's API. What is as of now has no period, a stock only with its steps. */
export function figurePath(ask: FigureAsk, looker: Looker): string {
  const kpi = kpiOf(ask.kpi);
  const parameters = parametersOf(kpi, looker, ask.period, ask.bucket !== undefined);
  if (ask.last !== undefined) {
    parameters.delete('from');
    parameters.delete('to');
    parameters.set('last', ask.last);
  }
  for (const dimension of ask.by ?? []) parameters.append('groupBy', dimension);
  if (ask.bucket) parameters.set('bucket', ask.bucket);
  return `kpis/${ask.kpi}?${parameters}`;
}

/** Whether two addresses of figures ask the same of different periods. */
export function isSameButForPeriod(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => {
    const [place, query] = path.split('?');
    const parameters = new URLSearchParams(query);
    parameters.delete('from');
    parameters.delete('to');
    return `${place}?${parameters}`;
  });
  return one === other;
}

/** The address of the same figure of the period before; undefined if there is nothing to compare. */
export function previousPath(ask: FigureAsk, looker: Looker): string | undefined {
  if (!looker.view.compare || !isComparable(kpiOf(ask.kpi))) return undefined;
  const period = previousOf(looker.view.period, looker.now);
  return figurePath({ ...ask, period }, looker);
}

/** Whether a figure has a period before: what is as of now has no past, unless it is a stock. */
export function isComparable(kpi: Kpi): boolean {
  return kpi.clock !== null || stocksOf(kpi) !== undefined;
}

/**
 * The end of a period that is over, as of which a stock is asked for; undefined if it is asked for as of now,
 * and of what is no stock. Of a period that ends within an hour it is the beginning of that hour: a store
 * adds stocks up by the hour.
 */
export function endAsked(kpi: Kpi, { to }: Period, now: number): string | undefined {
  const end = Date.parse(to);
  if (!stocksOf(kpi) || end > now) return undefined;
  return new Date(end - (end % bucketMs.hour)).toISOString();
}

/** The address of the invoices behind a figure. */
export function invoicesPath(
  kpi: string,
  looker: Looker,
  { part, limit, period }: { readonly part?: 'of' | 'to'; readonly limit: number; readonly period?: Period },
): string {
  const parameters = parametersOf(kpiOf(kpi), looker, period);
  if (part) parameters.set('part', part);
  parameters.set('limit', `${limit}`);
  return `kpis/${kpi}/invoices?${parameters}`;
}

/** The steps in which a length of time is drawn: some dozens of them. */
export function bucketFor({ from, to }: Period): Bucket {
  const days = (Date.parse(to) - Date.parse(from)) / bucketMs.day;
  if (days <= 45) return 'day';
  return days <= 400 ? 'week' : 'month';
}

/** So many weeks from the present one on, which begins on Monday (UTC). */
export function weeksFrom(now: number, weeks: number): Period {
  const today = Math.floor(now / bucketMs.day) * bucketMs.day;
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * bucketMs.day;
  return {
    from: new Date(monday).toISOString(),
    to: new Date(monday + weeks * bucketMs.week).toISOString(),
  };
}

/** The beginnings of the buckets of a period, as the store counts them. */
export function bucketStarts({ from, to }: Period, bucket: Bucket): readonly string[] {
  const starts: string[] = [];
  const end = Date.parse(to);
  for (let at = bucketStart(Date.parse(from), bucket); at < end; at = nextBucket(at, bucket))
    starts.push(new Date(at).toISOString());
  return starts;
}

/** The end of the step that begins then, exclusive. Both are RFC 3339. */
export function endOfBucket(start: string, bucket: Bucket): string {
  return new Date(nextBucket(Date.parse(start), bucket)).toISOString();
}

/** Weeks begin on Monday; 1970-01-05 was one. */
const firstMonday = 4 * bucketMs.day;

function bucketStart(ms: number, bucket: Bucket): number {
  const date = new Date(ms);
  if (bucket === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const origin = bucket === 'week' ? firstMonday : 0;
  return Math.floor((ms - origin) / bucketMs[bucket]) * bucketMs[bucket] + origin;
}

function nextBucket(ms: number, bucket: Bucket): number {
  const date = new Date(ms);
  if (bucket === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return ms + bucketMs[bucket];
}

function parametersOf(
  kpi: Kpi,
  { view, now, zone }: Looker,
  asked: Period | undefined,
  inSteps = false,
): URLSearchParams {
  const parameters = new URLSearchParams();
  const period = asked ?? periodOf(view.period, now);
  const at = endAsked(kpi, period, now);
  if (kpi.clock !== null || inSteps) {
    parameters.set('from', period.from);
    parameters.set('to', period.to);
  } else if (at !== undefined) parameters.set('at', at);
  parameters.set('zone', zone);
  for (const name of assumptionsOf(kpi)) {
    const value = view.assumed?.[name];
    if (value !== undefined) parameters.set(name, value);
  }
  appendFilters(parameters, kpi, view.filters);
  return parameters;
}

function appendFilters(parameters: URLSearchParams, { subject }: Kpi, filters: Filters): void {
  for (const dimension of dimensionsOf[subject])
    for (const value of filters[dimension] ?? []) parameters.append(dimension, value);
}
