import fc from 'fast-check';
import { type Bucket, bucketMs, buckets, type KpiQuery } from '../../../dashboards/kpi-reader.ts';
import { assumptionsOf } from '../../../dashboards/kpis/assumptions.ts';
import { agingBuckets } from '../../../dashboards/kpis/derived.ts';
import {
  dimensionsOf,
  type Filters,
  type Kpi,
  type KpiDimension,
  stocksOf,
} from '../../../dashboards/kpis/kpi.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { stages } from '../../../schemas/stages.ts';
import type { Invoice } from './invoice.ts';
import { midnight, msOf, nanosOf, plusDays } from './times.ts';

type Values = Readonly<Record<KpiDimension, readonly string[]>>;

/** Values that the generated invoices have, and one that none has. */
const generatedValues: Values = {
  stage: stages,
  status: ['received', 'matched', 'approved', 'denied', 'posted', 'paid', 'failed'],
  kind: ['started', 'succeeded', 'exception'],
  state: ['open', 'returned', 'settled'],
  documentType: ['invoice', 'credit-note'],
  currency: ['EUR', 'USD', 'JPY', 'GBP', 'CHF'],
  vendorId: ['V-1', 'V-2', "O'Neill; --", 'V-9'],
  vendorCountry: ['', 'DE', 'FR'],
  producer: ['erp', 'scanner', 'another'],
  aging: agingBuckets,
};

/**
 * A question whose days are told by the invoices it is asked of: mistakes are where something begins or
 * ends, and few days are such ones.
 */
export interface DrawnQuery extends Pick<KpiQuery, 'filters' | 'groupBy' | 'bucket'> {
  readonly assumed: KpiQuery['assumed'];
  readonly kpi: Kpi;
  /** Of a stock: which of the times at which something happens it is asked for. */
  readonly at?: number | undefined;
  /** Which of the times at which something happens begin and end the period; all of time unless given. */
  readonly ends?: readonly [number, number] | undefined;
  /** Today is so many days after which of the days on which something is due. */
  readonly today: { readonly which: number; readonly later: number };
}

/** Any filters by the dimensions of what the KPI is about. */
function anyFilters({ subject }: Kpi, values: Values): fc.Arbitrary<Filters> {
  const anyOne = fc
    .constantFrom(...dimensionsOf[subject])
    .chain((name) => fc.record({ [name]: fc.subarray([...values[name]]) }).map((filter): Filters => filter));
  return fc.array(anyOne, { maxLength: 2 }).map((filters) => Object.assign({}, ...filters));
}

/** The day itself and the next, those on which aging changes, and those on which a purchase is 90 days old. */
const anyLater = fc.constantFrom(0, 0, 0, 0, 1, 1, 30, 31, 60, 61, 89, 90, 91, 179, 180, 200, 200, 200);

/** One of the times or days that there are, however many. */
const which = fc.nat({ max: 999_999 });

function anyAssumed(kpi: Kpi): fc.Arbitrary<KpiQuery['assumed']> {
  const [name] = assumptionsOf(kpi);
  if (!name) return fc.constant(undefined);
  return fc.constantFrom(undefined, '0', '9.5', '0.01', '100').map((value) => value && { [name]: value });
}

function anyQueryFor(kpi: Kpi, values: Values): fc.Arbitrary<DrawnQuery> {
  const isStock = stocksOf(kpi) !== undefined;
  const anyBucket = fc.constantFrom<(Bucket | undefined)[]>(
    ...[undefined, undefined, ...buckets, ...(isStock ? buckets : [])],
  );
  return fc.record({
    kpi: fc.constant(kpi),
    ends: fc.option(fc.tuple(which, which), { nil: undefined, freq: 1 }),
    today: fc.record({ which, later: anyLater }),
    filters: fc.oneof(fc.constant({}), fc.constant({}), anyFilters(kpi, values)),
    groupBy: fc.oneof(fc.constant([]), fc.subarray([...dimensionsOf[kpi.subject]], { maxLength: 2 })),
    bucket: kpi.clock === null && !isStock ? fc.constant(undefined) : anyBucket,
    assumed: anyAssumed(kpi),
    at: isStock ? fc.option(which, { nil: undefined, freq: 2 }) : fc.constant(undefined),
  });
}

/** A question for every KPI there is, with filters by some of the values. */
export function oneQueryForEachBy(values: Values): fc.Arbitrary<readonly DrawnQuery[]> {
  return fc.tuple(...kpis.map((kpi) => anyQueryFor(kpi, values)));
}

export const oneQueryForEach = oneQueryForEachBy(generatedValues);

/** Filters by the values of these invoices, and by some that none of them has. */
export function valuesOf(invoices: readonly Invoice[]): Values {
  const [few, none] = [20, 'nobody'];
  const someOf = (value: (invoice: Invoice) => string) => [
    ...[...new Set(invoices.map(value))].slice(0, few),
    none,
  ];
  return {
    ...generatedValues,
    currency: someOf(({ currency }) => currency),
    vendorId: someOf(({ vendorId }) => vendorId),
    vendorCountry: someOf(({ vendorCountry }) => vendorCountry),
    producer: someOf(({ producer }) => producer),
  };
}

const always = { from: '2010-01-01T00:00:00.000Z', to: '2030-01-01T00:00:00.000Z' };

/** The questions as they are asked of the invoices. */
export function askedOf(invoices: readonly Invoice[], drawn: readonly DrawnQuery[]): readonly KpiQuery[] {
  const [times, days] = [timesOf(invoices), daysOf(invoices)];
  return drawn.map(({ kpi, ends, today, bucket: drawnBucket, at, assumed, ...query }) => {
    const period = ends ? between(pick(times, ends[0]), pick(times, ends[1])) : always;
    const bucket = drawnBucket && (kpi.clock === null ? coarseEnough(drawnBucket, period) : drawnBucket);
    return {
      ...{ ...query, kpi: kpi.id, today: plusDays(pick(days, today.which), today.later), period },
      ...(bucket && { bucket }),
      ...(assumed && { assumed }),
      ...(at !== undefined && !bucket && { at: new Date(pick(times, at)).toISOString() }),
    };
  });
}

/** A stock has a row for each step: the shortest steps from these on with which a reading holds them all. */
function coarseEnough(bucket: Bucket, { from, to }: KpiQuery['period']): Bucket {
  const isEnough = (each: Bucket) => (Date.parse(to) - Date.parse(from)) / bucketMs[each] < 200;
  return buckets.slice(buckets.indexOf(bucket)).find(isEnough) ?? 'month';
}

function pick<T>(from: readonly T[], which: number): T {
  const picked = from[which % from.length];
  if (picked === undefined) throw new RangeError('There is nothing to pick from');
  return picked;
}

/** A period that ends exactly when something happens, which it does not hold. */
function between(a: number, b: number): KpiQuery['period'] {
  const [from, to] = a < b ? [a, b] : a > b ? [b, a] : [a, a + 3_600_000];
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** When something happens to invoices, or is to happen, and the hours around it; ms since the epoch. */
function timesOf(invoices: readonly Invoice[]): readonly number[] {
  const happened = invoices.flatMap(({ happenings }) =>
    happenings.flatMap(({ nanos, receivedAt }) => [msOf(nanos), msOf(nanosOf(receivedAt))]),
  );
  const hours = happened.flatMap((ms) => [ms - (ms % bucketMs.hour), nextHour(ms)]);
  return [...new Set([...happened, ...hours, ...daysOf(invoices).map(midnight)])];
}

function nextHour(ms: number): number {
  return ms - (ms % bucketMs.hour) + bucketMs.hour;
}

/** When invoices are due, more often than when their discounts end, and the day of their receipt. */
function daysOf(invoices: readonly Invoice[]): readonly string[] {
  const days = invoices.flatMap(({ terms: { dueDate }, discount, beganOn }) => [
    ...[dueDate, dueDate, dueDate, discount?.lastDay, beganOn],
  ]);
  return days.filter((day) => day !== undefined);
}
