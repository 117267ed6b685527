import type { SnapshotField } from '../../functions/core/measures/invoice-snapshot.ts';
import type { Dimension, Measure } from '../../functions/core/measures/measures.ts';
import type { Assumption } from './assumptions.ts';

/** A column of events or invoices. `occurredAt` is the event's own time. */
export type Field = SnapshotField | Dimension | Measure | 'occurredAt';

/**
 * A value of a row, small enough for every store's SQL:
 *
 * - `today`: the day that the reading is asked for
 * - `days`: whole days from one date to another
 * - `ms`: milliseconds from one instant to another
 * - `cases`: the value behind the first condition that holds, otherwise the last
 * - `minus`, `plus`: of two decimals; `plus` also of an instant and milliseconds, or of a date and days
 * - `first`: the first of them that is not missing
 * - `median`: of all rows of the same kind (whatever is filtered) for which `of` holds and that have the same
 *   `per`, if so many have the value: the smallest one that half of them do not exceed. Where a store has no
 *   such queries within a query, they are a table that is joined by `per`.
 * - `product`: of a decimal and a whole number
 * - `portion`: a decimal × `times` ÷ `over` (whole numbers), rounded to six decimals, half to even; each
 *   row by itself, so that the rows of a sum come to it. Times what is assumed: hundredths of a percent
 *
 * Whatever rests on a missing value is missing.
 */
export type Expression =
  | { readonly field: Field }
  | { readonly text: string }
  | { readonly number: number }
  | { readonly today: true }
  | { readonly days: readonly [from: Expression, to: Expression] }
  | { readonly ms: readonly [from: Expression, to: Expression] }
  | { readonly plus: readonly [Expression, Expression] }
  | { readonly minus: readonly [Expression, Expression] }
  | { readonly product: readonly [Expression, Expression] }
  | { readonly first: readonly [Expression, ...Expression[]] }
  | { readonly median: Expression; readonly of: Condition; readonly per: Field; readonly atLeast: number }
  | {
      readonly portion: Expression;
      readonly times: number | { readonly assumption: Assumption };
      readonly over: number;
    }
  | { readonly cases: readonly (readonly [Condition, Expression])[]; readonly otherwise: Expression };

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** What is asked of a row. A comparison with a missing value does not hold. */
export type Condition =
  | { readonly field: Field; readonly in: readonly string[] }
  | { readonly known: Field }
  | { readonly unknown: Field }
  | { readonly compare: readonly [Expression, Comparison, Expression] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export const field = (name: Field): Expression => ({ field: name });
export const today: Expression = { today: true };
export const number = (value: number): Expression => ({ number: value });
export const text = (value: string): Expression => ({ text: value });
export const isIn = (name: Field, ...values: readonly string[]): Condition => ({ field: name, in: values });
export const known = (name: Field): Condition => ({ known: name });
export const unknown = (name: Field): Condition => ({ unknown: name });
export const all = (...conditions: readonly Condition[]): Condition => ({ all: conditions });
export const any = (...conditions: readonly Condition[]): Condition => ({ any: conditions });
export const compare = (a: Expression, how: Comparison, b: Expression): Condition => ({
  compare: [a, how, b],
});
