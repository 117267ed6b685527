import Big from 'big.js';
import { DateTime } from 'luxon';
import type { InvoicesQuery, InvoicesReading, KpiQuery, KpiRow } from '../../../dashboards/kpi-reader.ts';
import type { Kpi } from '../../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../../dashboards/kpis/registry.ts';

/** Whether a figure is the sum of its parts: neither a percentile nor a count of distinct invoices is. */
export function isAdditive({ aggregate }: Kpi): boolean {
  return aggregate.kind !== 'percentile' && !(aggregate.kind === 'count' && aggregate.of === 'invoices');
}

/** The same question, split by nothing but what the KPI is always split by; a stock has no sum over time. */
export function coarse({ groupBy: _, bucket, ...query }: KpiQuery): KpiQuery {
  return { ...query, ...(bucket && kpiOf(query.kpi).clock === null && { bucket }) };
}

/** The same question with filters and their values in another order. */
export function reordered({ filters = {}, ...query }: KpiQuery): KpiQuery {
  const turned = Object.entries(filters).map(([name, values]) => [name, values?.toReversed()] as const);
  return { ...query, filters: Object.fromEntries(turned.toReversed()) };
}

/** What the rows come to, by what the KPI is always split by; nothing where they come to nothing. */
export function addUp({ groupBy = [], aggregate }: Kpi, rows: readonly KpiRow[]) {
  const sums = new Map<string, { value: Big; of: Big; to: Big }>();
  for (const { group, value, parts } of rows) {
    const key = groupBy.map((name) => group[name]).join();
    const { value: v, of, to } = sums.get(key) ?? { value: new Big(0), of: new Big(0), to: new Big(0) };
    sums.set(key, {
      value: aggregate.kind === 'sum' || aggregate.kind === 'count' ? v.plus(value ?? 0) : v,
      of: of.plus(parts?.of ?? 0),
      to: to.plus(parts?.to ?? 0),
    });
  }
  return [...sums]
    .sort()
    .map(([key, { value, of, to }]) => ({ key, texts: [value, of, to].map((each) => each.toFixed()) }))
    .filter(({ texts }) => texts.some((text) => text !== '0'));
}

/** The question for the invoices behind one row of a figure. */
export function drillInto(query: KpiQuery, { at, group }: KpiRow): Omit<InvoicesQuery, 'limit' | 'part'> {
  const { kpi, today, period, filters, bucket, assumed } = query;
  const isStock = kpiOf(kpi).clock === null;
  const chosen = Object.entries(group).map(([name, value]) => [name, [value]]);
  const step = at !== undefined && bucket ? { from: at, to: endOf(at, bucket) } : period;
  return {
    ...{ kpi, today, filters: { ...filters, ...Object.fromEntries(chosen) } },
    ...(isStock && bucket && { at: earlier(step.to, period.to) }),
    ...(query.at !== undefined && { at: query.at }),
    ...(assumed && { assumed }),
    period: { from: later(step.from, period.from), to: earlier(step.to, period.to) },
  };
}

function endOf(at: string, bucket: NonNullable<KpiQuery['bucket']>): string {
  const next = DateTime.fromISO(at, { zone: 'utc' }).plus({ [bucket]: 1 });
  return next.toJSDate().toISOString();
}

function later(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}

function earlier(a: string, b: string): string {
  return Date.parse(a) < Date.parse(b) ? a : b;
}

/** What the listed invoices come to: the figure's value, or the part of what is divided. */
export function sumOfListed(
  { aggregate }: Kpi,
  { invoices, total }: InvoicesReading,
  part: 'of' | 'to',
): { readonly value?: string | null; readonly parts?: string } {
  const values = invoices.map(({ value }) => new Big(value ?? 0));
  const sum = values.reduce((so, value) => so.plus(value), new Big(0)).toFixed();
  switch (aggregate.kind) {
    case 'count':
      return { value: `${total}` };
    case 'sum':
      return { value: sum };
    case 'mean':
      return { parts: sum };
    case 'ratio':
      return { parts: aggregate[part].sum ? sum : `${total}` };
    case 'percentile': {
      const sorted = values.toSorted((a, b) => a.cmp(b));
      return {
        value: sorted.find((_, index) => (index + 1) * 100 >= aggregate.percent * total)?.toFixed() ?? null,
      };
    }
  }
}
