import type Big from 'big.js';
import type { KpiQuery } from '../../../dashboards/kpi-reader.ts';
import type { Invoice } from './invoice.ts';

/** What a figure is asked of an invoice; `today` is a day, `YYYY-MM-DD`. */
export type Of<T> = (invoice: Invoice, today: string, assumed?: KpiQuery['assumed']) => T | undefined;

/** Invoices, and when each counts: ms since the epoch, or a day. Without `when` they count now. */
export interface Selection {
  readonly which?: Of<boolean>;
  readonly when?: Of<number | string>;
  /** The day, if it depends on other invoices too. */
  readonly whenAmong?: (invoice: Invoice, today: string, all: readonly Invoice[]) => string | undefined;
}

/**
 * What an invoice added to a figure at a time in the past: of all that happened before it, as far as it is
 * known today; undefined if it was not in the figure.
 * @param at ms since the epoch
 */
export type Past = (invoice: Invoice, at: number) => Big | undefined;

/** What is added up of the invoices; they are counted unless given. */
export interface Part extends Selection {
  readonly sum?: Of<Big>;
  readonly past?: Past;
}

/** How a figure of invoices is worked out. */
export type Figure = { readonly split?: readonly ('currency' | 'stage' | 'aging')[] } & (
  | ({ readonly kind: 'count'; readonly past?: Past } & Selection)
  | ({ readonly kind: 'sum'; readonly of: Of<Big>; readonly past?: Past } & Selection)
  | ({ readonly kind: 'mean'; readonly of: Of<number> } & Selection)
  | ({ readonly kind: 'percentile'; readonly of: Of<number>; readonly percent: number } & Selection)
  | { readonly kind: 'ratio'; readonly of: Part; readonly to: Part; readonly times?: number }
);

export function count(selection: Selection & { readonly past?: Past }, split: Figure['split'] = []): Figure {
  return { kind: 'count', ...selection, split };
}

/** Amounts, split by currency. */
export function total(
  of: Of<Big>,
  selection: Selection & { readonly past?: Past },
  split: Figure['split'] = ['currency'],
): Figure {
  return { kind: 'sum', of, ...selection, split };
}

/** Whether the figure is known of the past. */
export function hasPast(figure: Figure | undefined): boolean {
  if (figure?.kind === 'ratio') return figure.of.past !== undefined && figure.to.past !== undefined;
  return figure !== undefined && 'past' in figure;
}

export function mean(of: Of<number>, selection: Selection): Figure {
  return { kind: 'mean', of, ...selection };
}

export function percentile(percent: number, of: Of<number>, selection: Selection): Figure {
  return { kind: 'percentile', percent, of, ...selection };
}

/** The share of the invoices of which something holds. */
export function share(holds: Of<boolean>, selection: Selection): Figure {
  return { kind: 'ratio', of: { ...selection, which: both(selection.which, holds) }, to: selection };
}

/** The share of an amount, by currency. */
export function shareOf(amount: Of<Big>, holds: Of<boolean>, selection: Selection): Figure {
  const to = { ...selection, sum: amount };
  return { kind: 'ratio', of: { ...to, which: both(selection.which, holds) }, to, split: ['currency'] };
}

/** Whether both hold. */
export function both(a: Of<boolean> | undefined, b: Of<boolean>): Of<boolean> {
  return (invoice, today) => (a?.(invoice, today) ?? a === undefined) && b(invoice, today) === true;
}
