import { bucketStarts } from '../../dashboards/asks.ts';
import type { InvoicesReading, KpiReading, KpiRow, ListedInvoice } from '../../dashboards/kpi-reader.ts';
import { agingBuckets } from '../../dashboards/kpis/derived.ts';
import type { Filters, Kpi, KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { invoicesQueryFrom, kpiQueryFrom } from '../../dashboards/query-parameters.ts';
import { stages } from '../../schemas/stages.ts';

/** A vendor whose id a spreadsheet would take for a formula, and one that is as long as ids may be. */
export const formulaVendor = '=HYPERLINK("http://example.test")';
export const longVendor = `V-${'long-'.repeat(12)}end`;

/** Invoices behind every figure. */
const invoices = 1_200;

const values: Readonly<Partial<Record<KpiDimension, readonly string[]>>> = {
  currency: ['EUR', 'JPY', 'USD'],
  vendorId: ['V-1', 'V-2', formulaVendor, longVendor],
  vendorCountry: ['DE', 'JP', 'US'],
  producer: ['erp', 'portal'],
  stage: stages,
  aging: agingBuckets,
};

/**
 * Figures that follow from their names: they obey filters and splits as those of a cell do.
 * @param since the first day with data
 */
export function fakeReading(id: string, parameters: URLSearchParams, since = ''): KpiReading {
  const query = kpiQueryFrom(id, parameters, Date.now());
  const kpi = kpiOf(id);
  const split = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])];
  const groups = split.reduce<KpiRow['group'][]>(
    (rows, dimension) =>
      rows.flatMap((row) =>
        valuesOf(dimension, query.filters).map((value) => ({ ...row, [dimension]: value })),
      ),
    [{}],
  );
  const all = query.bucket ? bucketStarts(query.period, query.bucket) : [undefined];
  const steps = all.filter(
    (_, index) => (all[index + 1] ?? query.period.to) > (since && `${since}T00:00:00.000Z`),
  );
  const asked = JSON.stringify([query.filters, query.at ?? query.period.from.slice(0, 10)]);
  return {
    query,
    rows: steps.flatMap((at) =>
      groups.map((group) => ({
        ...(at !== undefined && { at }),
        group,
        ...rowOf(kpi, `${asked}${at ?? ''}${JSON.stringify(group)}`),
      })),
    ),
    truncated: false,
  };
}

/**
 * The invoices behind every figure: always the same ones, as far as the filters let them through, and none
 * in a period that was over before there were data.
 */
export function fakeInvoices(id: string, parameters: URLSearchParams, dataSince: string): InvoicesReading {
  const { filters = {}, limit, period } = invoicesQueryFrom(id, parameters, Date.now());
  if (period && period.to < dataSince) return { invoices: [], total: 0 };
  const all = Array.from({ length: invoices }, (_, index) => invoiceAt(index)).filter(
    ({ currency, vendorId }) =>
      valuesOf('currency', filters).includes(currency) && valuesOf('vendorId', filters).includes(vendorId),
  );
  return { invoices: all.slice(0, limit), total: all.length };
}

function invoiceAt(index: number): ListedInvoice {
  const pick = (dimension: KpiDimension) => {
    const all = values[dimension] ?? [];
    return all[index % all.length] ?? '';
  };
  const amount = `${(invoices - index) * 10}.50`;
  return {
    invoiceId: `INV-2026-${String(index).padStart(5, '0')}`,
    vendorId: pick('vendorId'),
    vendorName: null,
    state: 'open',
    stage: 'posting',
    status: 'posted',
    statusSince: '2026-03-30T09:00:00.000Z',
    currency: pick('currency'),
    amount,
    openAmount: amount,
    beganAt: '2026-03-01T09:00:00.000Z',
    discountDate: '2026-03-11',
    dueDate: index % 7 === 0 ? null : '2026-03-31',
    settledOn: null,
    value: amount,
  };
}

function valuesOf(dimension: KpiDimension, filters: Filters = {}): readonly string[] {
  const all = values[dimension] ?? [];
  return all.filter((value) => filters[dimension]?.includes(value) ?? true);
}

/** Some value, and of what is divided its parts. */
function rowOf(kpi: Kpi, name: string): Pick<KpiRow, 'value' | 'parts'> {
  const value = figureOf(kpi, name);
  const { aggregate } = kpi;
  return {
    value,
    ...(aggregate.kind === 'ratio' && { parts: { of: value, to: `${aggregate.times ?? 1}` } }),
  };
}

/** Some value in the unit of the KPI. */
function figureOf({ unit }: Kpi, name: string): string {
  const number = [...name].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1_000_003, 7);
  if (unit === 'share') return `0.${String(number).padStart(6, '0').slice(0, 6)}`;
  if (unit === 'days') return `${number % 60}.25`;
  if (unit === 'duration') return `${(number % 500) * 600_000}`;
  return unit === 'money' ? `${number}.25` : `${number % 5_000}`;
}
