import fc from 'fast-check';
import { buckets, type KpiQuery } from '../../../dashboards/kpi-reader.ts';
import { agingBuckets } from '../../../dashboards/kpis/derived.ts';
import { dimensionsOf, type Filters, type Kpi, type KpiDimension } from '../../../dashboards/kpis/kpi.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { stages } from '../../../schemas/stages.ts';
import { plusDays } from './times.ts';

/** Values that the generated invoices have, and one that none has. */
const values: Readonly<Record<KpiDimension, readonly string[]>> = {
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

/** Days on which discounts of the generated invoices end, and on which they are due. */
const deadlines = [
  '2026-03-08',
  '2026-03-09',
  '2026-03-10',
  '2026-04-10',
  '2026-03-03',
  '2026-03-15',
  '2026-03-31',
];
/** Days on which something begins or ends. */
const days = [...deadlines, '2025-12-30', '2026-01-30', '2026-03-01', '2026-03-02'];
const anyDay = fc.constantFrom(...days);
/** The deadline itself, the days on which aging changes, and those on which a purchase is 90 days old. */
const anyToday = fc
  .tuple(
    fc.constantFrom(...deadlines, '2026-03-29', '2026-04-20', '2026-03-02'),
    fc.constantFrom(0, 0, 1, 30, 31, 60, 61, 89, 90, 91),
  )
  .map(([day, later]) => plusDays(day, later));

/** Periods of whole days, of hours, and of everything. */
const whole = { from: '2025-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
const anyPeriod: fc.Arbitrary<KpiQuery['period']> = fc.oneof(
  fc.constant(whole),
  fc.constant(whole),
  fc
    .tuple(anyDay, fc.constantFrom(1, 24 * 10, 24 * 90), fc.constantFrom(0, 12, 22.5))
    .map(([day, hours, offset]) => {
      const from = Date.parse(`${day}T00:00:00Z`) + offset * 3_600_000;
      return { from: new Date(from).toISOString(), to: new Date(from + hours * 3_600_000).toISOString() };
    }),
);

/** Any filters by the dimensions of what the KPI is about, nearly always at most two of them. */
function anyFilters({ subject }: Kpi): fc.Arbitrary<Filters> {
  const anyOne = fc
    .constantFrom(...dimensionsOf[subject])
    .chain((name) => fc.record({ [name]: fc.subarray([...values[name]]) }).map((filter): Filters => filter));
  return fc.array(anyOne, { maxLength: 2 }).map((filters) => Object.assign({}, ...filters));
}

/** Any query for a KPI. */
function anyQueryFor(kpi: Kpi): fc.Arbitrary<KpiQuery> {
  return fc
    .record({
      period: anyPeriod,
      today: anyToday,
      filters: fc.oneof(fc.constant({}), fc.constant({}), anyFilters(kpi)),
      groupBy: fc.oneof(fc.constant([]), fc.subarray([...dimensionsOf[kpi.subject]], { maxLength: 2 })),
      bucket: kpi.clock === null ? fc.constant(undefined) : fc.constantFrom(undefined, ...buckets),
    })
    .map(({ bucket, ...query }) => ({ ...query, kpi: kpi.id, ...(bucket && { bucket }) }));
}

/** A query for every KPI there is. */
export const oneQueryForEach: fc.Arbitrary<readonly KpiQuery[]> = fc.tuple(...kpis.map(anyQueryFor));
