import type { Condition, Expression, Field } from './expression.ts';

/** The dimensions a figure can be filtered by and split by. */
export const kpiDimensions = [
  'stage',
  'status',
  'kind',
  'state',
  'documentType',
  'currency',
  'vendorId',
  'vendorCountry',
  'producer',
  'aging',
] as const;
export type KpiDimension = (typeof kpiDimensions)[number];

/** The dimensions of what a figure is about: an event has a kind, an invoice has a state and an age. */
export const dimensionsOf = {
  events: kpiDimensions.filter((name) => name !== 'state' && name !== 'aging'),
  invoices: kpiDimensions.filter((name) => name !== 'kind'),
} as const satisfies Record<Subject, readonly KpiDimension[]>;

/** Per dimension the values that count; every value of a dimension that is absent. */
export type Filters = Readonly<Partial<Record<KpiDimension, readonly string[]>>>;

/** What a figure is about: what happened, or what it happened to. */
export type Subject = 'events' | 'invoices';

/**
 * - `count`: a whole number of events or invoices
 * - `money`: an amount of the row's currency
 * - `share`: a number from 0 to 1
 * - `days`: a number of days
 * - `duration`: milliseconds
 */
export type Unit = 'count' | 'money' | 'share' | 'days' | 'duration';

/** Which time of a row puts it into a period: a column, or a date that is worked out. */
export type Clock = Expression;

/** One side of a ratio: those of the figure's rows that it is about, and what of them. */
export interface Part {
  /** What is added up; the rows are counted unless given. */
  readonly sum?: Expression;
  readonly where?: Condition;
  /** The same at another time. A ratio has a past if both sides have it. */
  readonly stock?: Stock;
}

/**
 * What a figure as of now was at another time, restated: of the invoices as they are known today, those
 * that had entered by then and not left. The figure as of now is the stock at a time after everything,
 * unless it is `byDay`.
 */
export interface Stock {
  /** What has to hold of an invoice whatever the time. */
  readonly where?: Condition;
  readonly entered: Clock;
  /** An invoice that lacks it has not left; one that left before it entered never was in it. */
  readonly left: Clock;
  /** What an invoice adds, as far as everything that happened until today goes; they are counted unless given. */
  readonly sum?: Expression;
  /** Whether invoices enter it as days go by, so that after everything more are in it than today. */
  readonly byDay?: true;
  /** What `sum` is less of, and since when: what came later is added back. */
  readonly less?: 'payments';
  /** What it was by age, at the end of a day in UTC, put together of stocks that are the same one tomorrow. */
  readonly byAge?: readonly AgePart[];
}

/** Of invoices of an age: what has come to be so old, or has grown older. */
export type AgePart = { readonly age: string; readonly only?: Filters } & (
  | { readonly adds: Stock }
  | { readonly takes: Stock }
);

export type Aggregate =
  /** Rows, or the distinct invoices of events. */
  | { readonly kind: 'count'; readonly of: 'rows' | 'invoices'; readonly stock?: Stock }
  /** The exact sum over the rows that have the value. */
  | { readonly kind: 'sum'; readonly of: Expression; readonly stock?: Stock }
  /** `of` ÷ `to` × `times`; not defined unless `to` is above 0. */
  | { readonly kind: 'ratio'; readonly of: Part; readonly to: Part; readonly times?: number }
  /** Over the rows that have the value. */
  | { readonly kind: 'mean'; readonly of: Expression }
  /** The smallest value that so many percent of the values do not exceed (nearest rank). */
  | { readonly kind: 'percentile'; readonly of: Expression; readonly percent: number };

/** What others reach, to hold a figure against. */
export interface Target {
  /** In the unit of the figure. */
  readonly value: number;
  readonly source: string;
}

export const personas = ['executive', 'operations', 'finance'] as const;
export type Persona = (typeof personas)[number];

/** A figure as data: whoever reads, shows or documents it needs no code of its own for it. */
export interface Kpi {
  /** Names it in addresses and page definitions: lower case, words joined by hyphens. */
  readonly id: string;
  readonly title: string;
  /** What else people call it when they ask for it: each means nothing else of the same subject. */
  readonly synonyms?: readonly string[];
  /** One sentence that says what the figure is, with its formula. */
  readonly explanation: string;
  /** What it does not count, and what else to know before one acts on it. */
  readonly leavesOut?: string;
  /** Whether it says what may come rather than what is: it is drawn as such. */
  readonly isEstimate?: true;
  readonly unit: Unit;
  /** Whether more of it is good; undefined where it is neither. */
  readonly better?: 'more' | 'less';
  readonly target?: Target;
  readonly personas: readonly Persona[];
  readonly subject: Subject;
  readonly aggregate: Aggregate;
  /** `null`: as of now, whatever the period, or as of another time if the aggregate is a stock. */
  readonly clock: Clock | null;
  /** Days up to its own that it looks back at: with data of fewer it says something else. */
  readonly looksBack?: number;
  /** The rows it is about; all of them unless given. */
  readonly where?: Condition;
  /** The dimensions it is always split by; money always by currency. */
  readonly groupBy?: readonly KpiDimension[];
}

/** The stock that counts in an age, or no more. */
export function stockOfAge(part: AgePart): Stock {
  return 'adds' in part ? part.adds : part.takes;
}

/** What is divided, and by what; of a figure that is not divided the first one alone. */
export interface Stocks {
  readonly of: Stock;
  readonly to?: Stock;
}

/** What a figure was at another time; undefined if it has no past. */
export function stocksOf({ aggregate }: Kpi): Stocks | undefined {
  switch (aggregate.kind) {
    case 'count':
    case 'sum':
      return aggregate.stock && { of: aggregate.stock };
    case 'ratio':
      return aggregate.of.stock && aggregate.to.stock
        ? { of: aggregate.of.stock, to: aggregate.to.stock }
        : undefined;
    default:
      return undefined;
  }
}

/** A figure of money: amounts of two currencies have no sum. */
export interface MoneyKpi extends Kpi {
  readonly unit: 'money';
  readonly groupBy: readonly ['currency', ...KpiDimension[]];
}

export type { Condition, Expression, Field };
