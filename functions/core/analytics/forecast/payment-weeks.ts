import { paymentModel } from './model.ts';
import { asOf, type Payable } from './payable.ts';
import { randomOf } from './random.ts';
import { receiptsOf } from './receipts.ts';
import { type Paths, simulate } from './simulate.ts';

/** The payments of a week after the origin, as often as they were simulated: rising. */
export interface PaymentWeek {
  /** Of invoices that are open at the origin. */
  readonly open: Float64Array;
  /** Of invoices that come later. */
  readonly toCome: Float64Array;
  /** Of both. */
  readonly total: Float64Array;
}

export interface PaymentWeeksOptions {
  /** The last day that is known: days since 1970-01-01. */
  readonly origin: number;
  readonly weeks: number;
  readonly paths: number;
  readonly seed: number;
}

const daysOfWeek = 7;

/** What is paid in the weeks after the origin, simulated from what was known at its end. */
export function paymentWeeks(
  payables: readonly Payable[],
  { origin, weeks, paths: count, seed }: PaymentWeeksOptions,
): readonly PaymentWeek[] {
  const known = asOf(origin, payables);
  const paths = simulate(
    {
      ...{ origin, paths: count, days: weeks * daysOfWeek },
      model: paymentModel(known, origin),
      open: known.filter(({ paidOn }) => paidOn === undefined),
      receipts: receiptsOf(known, origin),
    },
    randomOf(seed),
  );
  return Array.from({ length: weeks }, (_, week) => weekOf(paths, week));
}

function weekOf(paths: Paths, week: number): PaymentWeek {
  const sums = (of: Float64Array) =>
    Float64Array.from({ length: paths.count }, (_, path) => {
      const from = path * paths.days + week * daysOfWeek;
      return of.subarray(from, from + daysOfWeek).reduce((sum, each) => sum + each, 0);
    });
  const [open, toCome] = [sums(paths.open), sums(paths.toCome)];
  const total = open.map((sum, path) => sum + (toCome[path] ?? 0));
  return { open: open.toSorted(), toCome: toCome.toSorted(), total: total.toSorted() };
}
