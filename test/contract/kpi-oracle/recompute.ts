import Big from 'big.js';
import type { InvoicesQuery, KpiQuery, KpiRow, Period } from '../../../dashboards/kpi-reader.ts';
import type { Filters, KpiDimension } from '../../../dashboards/kpis/kpi.ts';
import { type Figure, hasPast, type Of, type Part, type Past } from './figure.ts';
import { ageOf, figures } from './figures.ts';
import { documentTypeOf, type Invoice, isException } from './invoice.ts';
import { quotient } from './quotient.ts';
import { bucketOf, midnight, msOf, nanosOf, stepsOf } from './times.ts';

/** An event or an invoice on one side of a figure: when it counts, and what of it. */
interface Row {
  readonly at: number | undefined;
  readonly values: Readonly<Record<string, string>>;
  readonly invoiceId: string;
  /** Which side of a ratio it is on. */
  readonly side: 'of' | 'to';
  readonly value: Big;
}

/** The rows of a reading, worked out from the invoices without any store. */
export function recompute(invoices: readonly Invoice[], query: KpiQuery): readonly KpiRow[] {
  const figure = figures[query.kpi];
  const rows = figure ? rowsNowOrThen(invoices, figure, query) : rowsOfEvents(invoices, query);
  const names = [...new Set([...(figure?.split ?? []), ...(query.groupBy ?? [])])];
  const key = ({ at, values }: Row) =>
    JSON.stringify([
      ...(query.bucket ? [bucketOf(at ?? 0, query.bucket)] : []),
      ...names.map((name) => values[name]),
    ]);
  const groups = Map.groupBy(rows, key);
  if (groups.size === 0 && names.length === 0 && !query.bucket) groups.set('[]', []);
  return [...groups]
    .map(([text, of]) => ({ parts: partsOf(text), of }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.parts.join('\0')), Buffer.from(b.parts.join('\0'))))
    .map(({ parts, of }) => ({
      ...(query.bucket && { at: parts[0] ?? '' }),
      group: Object.fromEntries(names.map((name, i) => [name, parts[i + (query.bucket ? 1 : 0)]])),
      ...valueOfRows(of, query.kpi, figure),
    }));
}

function partsOf(text: string): readonly string[] {
  return JSON.parse(text);
}

/** The invoices behind one side of a figure, and what each adds to it. */
export function listed(
  invoices: readonly Invoice[],
  query: Omit<InvoicesQuery, 'limit'>,
): readonly { readonly invoiceId: string; readonly value: Big }[] {
  const figure = figures[query.kpi];
  if (!figure) throw new RangeError(`${query.kpi} is about events`);
  return rowsNowOrThen(invoices, figure, query).filter(({ side }) => side === (query.part ?? 'of'));
}

function rowsNowOrThen(
  invoices: readonly Invoice[],
  figure: Figure,
  query: Pick<KpiQuery, 'period' | 'today' | 'filters' | 'bucket' | 'at' | 'assumed'>,
): readonly Row[] {
  const { at, bucket, period } = query;
  if (!hasPast(figure) || (at === undefined && !bucket)) return rowsOfInvoices(invoices, figure, query);
  const steps = bucket ? stepsOf(period, bucket) : [{ at: at ?? '', end: Date.parse(at ?? '') }];
  return steps.flatMap((step) =>
    rowsThen(invoices, figure, query, { at: Date.parse(step.at), end: step.end }),
  );
}

/** The invoices that were in a figure at the end of a step. */
function rowsThen(
  invoices: readonly Invoice[],
  figure: Figure,
  { today, filters = {} }: Pick<KpiQuery, 'today' | 'filters'>,
  { at, end }: { readonly at: number; readonly end: number },
): readonly Row[] {
  const rowsOf = (side: 'of' | 'to', past: Past | undefined): readonly Row[] =>
    invoices.flatMap((invoice) => {
      const values = dimensionsOf(invoice, today);
      const value = past?.(invoice, end);
      return value && passes(values, filters)
        ? [{ at, values, invoiceId: invoice.invoiceId, side, value }]
        : [];
    });
  if (figure.kind === 'ratio') return [...rowsOf('of', figure.of.past), ...rowsOf('to', figure.to.past)];
  return rowsOf('of', 'past' in figure ? figure.past : undefined);
}

function rowsOfInvoices(
  invoices: readonly Invoice[],
  figure: Figure,
  { period, today, filters = {}, assumed }: Pick<KpiQuery, 'period' | 'today' | 'filters' | 'assumed'>,
): readonly Row[] {
  const rowsOf = (side: 'of' | 'to', { which, when, whenAmong, sum }: Part): readonly Row[] =>
    invoices.flatMap((invoice) => {
      const values = dimensionsOf(invoice, today);
      const counts = which?.(invoice, today) ?? which === undefined;
      // First, because the time of some figures is looked for among all invoices.
      if (!counts || !passes(values, filters)) return [];
      const value = sum ? sum(invoice, today, assumed) : new Big(1);
      const time = whenAmong ? whenAmong(invoice, today, invoices) : when?.(invoice, today);
      const at = typeof time === 'string' ? midnight(time) : time;
      const isInPeriod = (when ?? whenAmong) === undefined || (at !== undefined && isWithin(at, period));
      return isInPeriod && value ? [{ at, values, invoiceId: invoice.invoiceId, side, value }] : [];
    });
  if (figure.kind === 'ratio') return [...rowsOf('of', figure.of), ...rowsOf('to', figure.to)];
  if (figure.kind === 'count') return rowsOf('of', figure);
  const measure: Of<Big> = (...asked) => {
    const value = figure.of(...asked);
    return value === undefined ? undefined : new Big(value);
  };
  return rowsOf('of', { ...figure, sum: measure });
}

function rowsOfEvents(invoices: readonly Invoice[], { kpi, period, filters = {} }: KpiQuery): readonly Row[] {
  return invoices.flatMap(({ invoiceId, happenings }) =>
    happenings.flatMap((happening, index) => {
      const { stage, producer, receivedAt, event } = happening;
      const exceptional = isException(happening);
      const values = {
        ...{ stage, status: event.status, producer, currency: event.currency, vendorId: event.vendor.id },
        vendorCountry: event.vendor.country ?? '',
        kind: exceptional ? 'exception' : starts.includes(event.status) ? 'started' : 'succeeded',
        // What was known when it happened.
        documentType: documentTypeOf(happenings.slice(0, index + 1)),
      };
      const at = msOf(nanosOf(receivedAt));
      const counts = kpi !== 'exceptions' || exceptional;
      return counts && isWithin(at, period) && passes(values, filters)
        ? [{ at, values, invoiceId, side: 'of' as const, value: new Big(1) }]
        : [];
    }),
  );
}

const starts: readonly string[] = ['received', 'matching', 'pending', 'scheduled'];

function dimensionsOf(invoice: Invoice, today: string): Readonly<Record<string, string>> {
  const { stage, status, state, documentType, currency, vendorId, vendorCountry, producer } = invoice;
  const aging = ageOf(invoice, today);
  return { stage, status, state, documentType, currency, vendorId, vendorCountry, producer, aging };
}

function passes(values: Readonly<Record<string, string>>, filters: Filters): boolean {
  return Object.entries(filters).every(([name, wanted]) => wanted?.includes(values[name] ?? ''));
}

function isWithin(ms: number, { from, to }: Period): boolean {
  return ms >= Date.parse(from) && ms < Date.parse(to);
}

/** The figure of the rows of one group. */
function valueOfRows(
  rows: readonly Row[],
  kpi: string,
  figure: Figure | undefined,
): Pick<KpiRow, 'value' | 'parts'> {
  const sum = (side: 'of' | 'to') =>
    rows.filter((row) => row.side === side).reduce((total, { value }) => total.plus(value), new Big(0));
  if (kpi === 'active-invoices') return { value: `${new Set(rows.map(({ invoiceId }) => invoiceId)).size}` };
  if (figure?.kind === 'percentile') return { value: nearestRank(rows, figure.percent) };
  if (figure?.kind === 'mean') return divided(sum('of'), new Big(rows.length));
  if (figure?.kind === 'ratio') return divided(sum('of'), sum('to'), figure.times);
  return { value: sum('of').toFixed() };
}

function divided(of: Big, to: Big, times = 1): Pick<KpiRow, 'value' | 'parts'> {
  const value = to.gt(0) ? quotient(of.times(times), to) : null;
  return { value, parts: { of: of.toFixed(), to: to.toFixed() } };
}

/** The smallest value that so many percent of the values do not exceed. */
function nearestRank(rows: readonly Row[], percent: number): string | null {
  const values = rows.map(({ value }) => value).sort((a, b) => a.cmp(b));
  const found = values.find((_, index) => (index + 1) * 100 >= percent * values.length);
  return found?.toFixed() ?? null;
}

/** The dimensions that a figure of the recomputation is always split by. */
export function splitOf(kpi: string): readonly KpiDimension[] {
  return figures[kpi]?.split ?? [];
}
