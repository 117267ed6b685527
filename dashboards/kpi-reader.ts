import { BemsError } from '../functions/core/errors.ts';
import type { Stage } from '../schemas/stages.ts';
import { type Filters, type KpiDimension, kpiDimensions } from './kpis/kpi.ts';
import type { KpiId } from './kpis/registry.ts';

/** The time a figure is about: from one instant up to, but excluding, another. RFC 3339. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The steps of a figure over time. Days are those of UTC. */
export const buckets = ['minute', 'hour', 'day'] as const;
export type Bucket = (typeof buckets)[number];

/** How long each of them is, in ms. */
export const bucketMs: Readonly<Record<Bucket, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

export interface KpiQuery {
  readonly kpi: KpiId;
  readonly period: Period;
  /** Narrows the KPI's own filter. */
  readonly filters?: Filters;
  /** Splits the figure further than the KPI does by itself. */
  readonly groupBy?: readonly KpiDimension[];
  /** Splits the figure over time; one figure for the whole period unless given. */
  readonly bucket?: Bucket;
}

/** The figure of one bucket and group. */
export interface KpiRow {
  /** Beginning of the bucket, RFC 3339 UTC; absent without buckets. */
  readonly at?: string;
  readonly group: Readonly<Partial<Record<KpiDimension, string>>>;
  /** Exact decimal text: a count, or an amount of the group's currency. */
  readonly value: string;
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
  readonly kpi: KpiId;
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

/** The port through which figures are read, whatever store holds the time series. */
export interface KpiReader {
  /** @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION */
  read(query: KpiQuery): Promise<KpiReading>;
  /** The newest received first. @throws as `read` does */
  events(query: EventsQuery): Promise<readonly ListedEvent[]>;
}

/** The dimension of that name. @throws {BemsError} UNKNOWN_DIMENSION */
export function dimensionOf(name: string): KpiDimension {
  const dimension = kpiDimensions.find((each) => each === name);
  if (dimension) return dimension;
  throw new BemsError('UNKNOWN_DIMENSION', `Figures have no dimension "${name}".`, {
    nextStep: `Filter or group by ${kpiDimensions.join(', ')}.`,
    failureClass: 'permanent',
  });
}
