import { BemsError } from '../functions/core/errors.ts';
import type { Stage } from '../schemas/stages.ts';
import type { Assumed } from './kpis/assumptions.ts';
import {
  dimensionsOf,
  type Filters,
  type Kpi,
  type KpiDimension,
  kpiDimensions,
  type Stocks,
  type Subject,
  stocksOf,
} from './kpis/kpi.ts';

/** The time a figure is about: from one instant up to, but excluding, another. RFC 3339. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The steps of a figure over time. Days, weeks (from Monday) and months are those of UTC. */
export const buckets = ['minute', 'hour', 'day', 'week', 'month'] as const;
export type Bucket = (typeof buckets)[number];

/** How long each of them is at least, in ms. */
export const bucketMs: Readonly<Record<Bucket, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 28 * 86_400_000,
};

export interface KpiQuery {
  /** Id of the KPI. */
  readonly kpi: string;
  readonly period: Period;
  /** The day that ages, deadlines and what is expected are counted from: `YYYY-MM-DD`. */
  readonly today: string;
  /** Narrows the KPI's own filter. */
  readonly filters?: Filters;
  /** Splits the figure further than the KPI does by itself. */
  readonly groupBy?: readonly KpiDimension[];
  /**
   * Splits the figure over time; one figure for the whole period unless given. Of a stock, as it was at the
   * end of each step, of the last one at the end of the period; ages are those of `today` in all of them.
   */
  readonly bucket?: Bucket;
  /** Of a stock without steps: as of this instant (RFC 3339), from everything that happened before it; as of now unless given. */
  readonly at?: string;
  /** In the place of what figures usually assume. */
  readonly assumed?: Assumed;
}

/** The figure of one bucket and group. */
export interface KpiRow {
  /** Beginning of the bucket, RFC 3339 UTC; absent without buckets. */
  readonly at?: string;
  readonly group: Readonly<Partial<Record<KpiDimension, string>>>;
  /**
   * Decimal text in the unit of the KPI, exact but for ratios and means, which are rounded to six
   * decimals, half to even; null where it is not defined.
   */
  readonly value: string | null;
  /** What a ratio or a mean was divided by, and from what, as exact decimal text. */
  readonly parts?: { readonly of: string; readonly to: string };
}

export interface KpiReading {
  readonly query: KpiQuery;
  /** In the order of bucket and group; none for a bucket or group without events. */
  readonly rows: readonly KpiRow[];
  /** Whether there are more rows than one reading holds: narrow the query then. */
  readonly truncated: boolean;
}

/** The events behind a figure. */
export interface EventsQuery {
  readonly kpi: string;
  /** All of history unless given. */
  readonly period?: Period;
  readonly filters?: Filters;
  /** Events listed at most, 1 or more. */
  readonly limit: number;
}

/** A visible event in a list. Times are RFC 3339 UTC, the amount is a decimal string. */
export interface ListedEvent {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly stage: Stage;
  readonly status: string;
  readonly kind: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly amount: string;
  readonly currency: string;
  readonly vendorId: string;
}

/** The invoices behind a figure about invoices. */
export interface InvoicesQuery extends Omit<KpiQuery, 'groupBy' | 'bucket'> {
  /** Of a ratio: the rows that are divided (`of`), or those that they are divided by. */
  readonly part?: 'of' | 'to';
  /** Invoices listed at most, 1 or more. */
  readonly limit: number;
}

/** An invoice in a list. Times are RFC 3339 UTC, dates `YYYY-MM-DD`, amounts decimal strings. */
export interface ListedInvoice {
  readonly invoiceId: string;
  readonly vendorId: string;
  /** As its events say; null when none does. */
  readonly vendorName: string | null;
  readonly state: string;
  readonly stage: Stage;
  readonly status: string;
  readonly statusSince: string;
  readonly currency: string;
  readonly amount: string;
  readonly openAmount: string;
  readonly beganAt: string;
  /** The last day of its discount; dates are `YYYY-MM-DD`. */
  readonly discountDate: string | null;
  readonly dueDate: string | null;
  readonly settledOn: string | null;
  /** What it adds to a figure of money, or how long it took; null in a count. */
  readonly value: string | null;
}

/** The invoices behind a figure, the largest values first. */
export interface InvoicesReading {
  readonly invoices: readonly ListedInvoice[];
  /** How many there are in all. */
  readonly total: number;
}

/** The port through which figures are read, whatever store holds the time series. */
export interface KpiReader {
  /** @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NO_STEPS, NO_PAST */
  read(query: KpiQuery): Promise<KpiReading>;
  /** The newest received first. @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NOT_ABOUT_EVENTS */
  events(query: EventsQuery): Promise<readonly ListedEvent[]>;
  /** @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NOT_ABOUT_INVOICES, NO_PAST */
  invoices(query: InvoicesQuery): Promise<InvoicesReading>;
}

/** The dimension of that name. @throws {BemsError} UNKNOWN_DIMENSION */
export function dimensionOf(name: string): KpiDimension {
  const dimension = kpiDimensions.find((each) => each === name);
  if (dimension) return dimension;
  throw unknownDimension(`Figures have no dimension "${name}".`, kpiDimensions);
}

/** The dimension of that name, of those that the KPI has. @throws {BemsError} UNKNOWN_DIMENSION */
export function dimensionOfKpi({ id, subject }: Kpi, name: string): KpiDimension {
  const dimension = dimensionOf(name);
  const own: readonly KpiDimension[] = dimensionsOf[subject];
  if (own.includes(dimension)) return dimension;
  throw unknownDimension(`The KPI ${id} is about ${subject}, which have no ${name}.`, own);
}

/** @throws {BemsError} NO_STEPS when the figure is as of now and has no past */
export function requireSteps(kpi: Kpi): void {
  if (kpi.clock === null) stocksInSteps(kpi);
}

/** The stocks of a figure that is asked for in steps over time. @throws {BemsError} NO_STEPS */
export function stocksInSteps(kpi: Kpi): Stocks {
  const stocks = stocksOf(kpi);
  if (stocks) return stocks;
  throw new BemsError('NO_STEPS', `The KPI ${kpi.id} is as of now: it has no steps over time.`, {
    nextStep: 'Ask for it without a bucket.',
    failureClass: 'permanent',
  });
}

/** The stocks of a figure that is asked for as of a time. @throws {BemsError} NO_PAST */
export function stocksAt(kpi: Kpi): Stocks {
  const stocks = stocksOf(kpi);
  if (stocks) return stocks;
  throw new BemsError('NO_PAST', `The KPI ${kpi.id} cannot be asked for as of a time.`, {
    nextStep: 'Ask for it without `at`.',
    failureClass: 'permanent',
  });
}

/** @throws {BemsError} NOT_ABOUT_INVOICES, NOT_ABOUT_EVENTS when the KPI has no such things behind it */
export function requireSubject({ id, subject }: Kpi, wanted: Subject): void {
  if (subject === wanted) return;
  const behind = { events: `its events: events?kpi=${id}`, invoices: `its invoices: kpis/${id}/invoices` };
  throw new BemsError(`NOT_ABOUT_${wanted.toUpperCase()}`, `The KPI ${id} is about ${subject}.`, {
    nextStep: `Ask for ${behind[subject]}.`,
    failureClass: 'permanent',
  });
}

function unknownDimension(message: string, known: readonly string[]): BemsError {
  return new BemsError('UNKNOWN_DIMENSION', message, {
    nextStep: `Filter or group by ${known.join(', ')}.`,
    failureClass: 'permanent',
  });
}
