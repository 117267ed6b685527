import { currency } from '../schemas/patterns.ts';
import { canBe } from './dimension-values.ts';
import {
  type Assumed,
  type Assumption,
  assumptionNames,
  assumptions,
  isAssumable,
} from './kpis/assumptions.ts';
import { type Filters, type KpiDimension, kpiDimensions } from './kpis/kpi.ts';
import { periodFrom, periodParameters, type ViewPeriod } from './periods.ts';

/** What every panel of a page obeys. Its address says it, so that it can be kept and passed on. */
export interface View {
  readonly period: ViewPeriod;
  /** Whether figures are held against the period before. */
  readonly compare: boolean;
  readonly filters: Filters;
  /** In the place of what figures usually assume. */
  readonly assumed?: Assumed;
  /** What the cell's settings assume; no part of the address. */
  readonly usual?: Assumed | undefined;
  /** The currency that all amounts are shown in; each in its own unless given. */
  readonly inCurrency?: string;
}

/** The dimensions that the filter bar offers: those that events and invoices have. */
export const offeredDimensions = ['currency', 'vendorId', 'vendorCountry', 'producer'] as const;

/** A part of an address that has no meaning. */
export interface Misread {
  readonly name: string;
  readonly value: string;
}

/** What a page understands of its address. */
export interface Understood {
  readonly dimensions?: readonly KpiDimension[];
  /** The currencies that amounts can be shown in; undefined while they are not known. */
  readonly currencies?: readonly string[] | undefined;
}

/** The view that an address asks for; what it says that has no meaning is left out. */
export function viewFrom(
  parameters: URLSearchParams,
  { dimensions = offeredDimensions, currencies }: Understood = {},
): View {
  const filters: Partial<Record<KpiDimension, readonly string[]>> = {};
  for (const dimension of dimensions) {
    const values = parameters.getAll(dimension).filter((value) => canBe(dimension, value));
    if (values.length > 0) filters[dimension] = values;
  }
  const assumed = assumedFrom(parameters);
  const view = {
    ...{ period: periodFrom(parameters), compare: parameters.get('compare') !== 'no', filters },
    ...(Object.keys(assumed).length > 0 && { assumed }),
  };
  return shownIn(view, currencyFrom(parameters, currencies));
}

/**
 * What an address says that is not in the view it asks for; what has no value says nothing.
 * @param others names that mean something else to the page
 */
export function misreadIn(
  parameters: URLSearchParams,
  others: readonly string[] = [],
  understood: Understood = {},
): readonly Misread[] {
  const { period, compare, filters, assumed, inCurrency } = viewFrom(parameters, understood);
  const meanings = new URLSearchParams({
    ...('days' in period ? { last: `${period.days}d` } : periodParameters(period)),
    ...{ compare: compare ? 'yes' : 'no', ...assumed },
    ...(inCurrency !== undefined && { in: inCurrency }),
  });
  for (const [name, values] of Object.entries(filters))
    for (const value of values) meanings.append(name, value);
  return [...parameters]
    .filter(([name, value]) => value !== '' && !others.includes(name) && !meanings.has(name, value))
    .map(([name, value]) => ({ name, value }));
}

function assumedFrom(parameters: URLSearchParams): Assumed {
  const known = assumptionNames.flatMap((name) => {
    const text = parameters.get(name);
    return text !== null && isAssumable(name, text) ? [[name, text]] : [];
  });
  return Object.fromEntries(known);
}

/** The address's part that asks for a view; what is usual is left out. */
export function viewParameters(view: View): URLSearchParams {
  const { period, compare, filters, inCurrency, assumed = {} } = view;
  const parameters = new URLSearchParams(periodParameters(period));
  if (!compare) parameters.set('compare', 'no');
  if (inCurrency !== undefined) parameters.set('in', inCurrency);
  for (const dimension of kpiDimensions)
    for (const value of filters[dimension] ?? []) parameters.append(dimension, value);
  for (const [name, value] of Object.entries(assumed)) parameters.set(name, value);
  return parameters;
}

/** What the view assumes, as decimal text. */
export function assumedIn({ assumed, usual }: View, name: Assumption): string {
  return assumed?.[name] ?? usual?.[name] ?? assumptions[name].value;
}

/** At what a figure is that assumes something: "at 8 % a year". */
export function assumedWords(view: View, name: Assumption): string {
  return `at ${assumedIn(view, name)} ${assumptions[name].unit}`;
}

/** Who has set what the view assumes: the reader, the cell's settings, or nobody. */
export function assumedBy({ assumed, usual }: View, name: Assumption): 'reader' | 'cell' | 'nobody' {
  if (assumed?.[name] !== undefined) return 'reader';
  return usual?.[name] === undefined ? 'nobody' : 'cell';
}

/** The same view with something else assumed; with nothing, what is usual. */
export function assuming(view: View, name: Assumption, value: string | undefined): View {
  const { assumed: { [name]: _, ...others } = {}, ...rest } = view;
  const assumed = value === undefined ? others : { ...others, [name]: value };
  return Object.keys(assumed).length > 0 ? { ...rest, assumed } : rest;
}

/** The same view with other values of some dimensions; `undefined` for all values. */
export function narrowed(
  view: View,
  group: Readonly<Partial<Record<KpiDimension, string | undefined>>>,
): View {
  const filters: Partial<Record<KpiDimension, readonly string[]>> = { ...view.filters };
  for (const dimension of kpiDimensions) {
    if (!(dimension in group)) continue;
    const value = group[dimension];
    if (value === undefined) delete filters[dimension];
    else filters[dimension] = [value];
  }
  return { ...view, filters };
}

/** The same view with all amounts in one currency; each in its own without one. */
export function shownIn({ inCurrency: _, ...view }: View, currency: string | undefined): View {
  return currency === undefined ? view : { ...view, inCurrency: currency };
}

/** The form of the code of a currency. */
const currencyCode = new RegExp(currency);

function currencyFrom(
  parameters: URLSearchParams,
  currencies: readonly string[] | undefined,
): string | undefined {
  const asked = parameters.get('in') ?? '';
  return (currencies ? currencies.includes(asked) : currencyCode.test(asked)) ? asked : undefined;
}
