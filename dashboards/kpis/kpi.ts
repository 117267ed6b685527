import type { Dimension, Measure } from '../../functions/core/measures/measures.ts';

/** The dimensions a figure can be filtered by and split by. */
export const kpiDimensions = [
  'stage',
  'status',
  'kind',
  'currency',
  'vendorId',
  'producer',
] as const satisfies readonly Dimension[];
export type KpiDimension = (typeof kpiDimensions)[number];

/** Per dimension the values that count; every value of a dimension that is absent. */
export type Filters = Readonly<Partial<Record<KpiDimension, readonly string[]>>>;

/** Measures that are amounts of the record's currency. */
type MoneyMeasure = Extract<Measure, 'amount' | 'varianceAmount' | 'discountTaken' | 'discountMissed'>;

/** What is counted: events, or the distinct invoices they belong to. */
interface Count {
  readonly kind: 'count';
  readonly of: 'events' | 'invoices';
}

/** The exact sum of a measure over the events that have it. */
interface Sum {
  readonly kind: 'sum';
  readonly of: MoneyMeasure;
}

interface Figure {
  /** Names it in addresses and page definitions: lower case, words joined by hyphens. */
  readonly id: string;
  readonly title: string;
  /** One sentence that says what the figure counts. */
  readonly explanation: string;
  /** Which time of an event puts it into a period: when it was received, or when it happened. */
  readonly clock: 'receivedAt' | 'occurredAt';
  /** The events it is about; all of them unless given. */
  readonly filter?: Filters;
}

export interface CountKpi extends Figure {
  readonly unit: 'count';
  readonly aggregate: Count;
  /** The dimensions it is always split by. */
  readonly groupBy?: readonly KpiDimension[];
}

export interface MoneyKpi extends Figure {
  readonly unit: 'money';
  readonly aggregate: Sum;
  /** Always by currency: amounts of two currencies have no sum. */
  readonly groupBy: readonly ['currency', ...KpiDimension[]];
}

/** A figure as data: whoever reads or shows it needs no code of its own for it. */
export type Kpi = CountKpi | MoneyKpi;
