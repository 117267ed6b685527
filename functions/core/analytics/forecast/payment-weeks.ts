import { paymentModel } from './model.ts';
import { asOf, type Payable } from './payable.ts';
import { receiptsOf } from './receipts.ts';
import { type Paths, simulate } from './simulate.ts';
import { firstDayOf, type Weeks } from './weeks.ts';

/** The payments of a week after the origin, as often as they were simulated: path by path. */
export interface PaymentWeek {
  /** Of invoices that are open at the origin. */
  readonly open: Float64Array;
  /** Of invoices that come later. */
  readonly toCome: Float64Array;
  /** Of both. */
  readonly total: Float64Array;
}

export interface PaymentWeeksOptions extends Weeks {
  readonly weeks: number;
  readonly paths: number;
  readonly seed: number;
}

/** What is paid in the weeks after the origin, simulated from what was known at its end. */
export function paymentWeeks(
  payables: readonly Payable[],
  { weeks, paths: count, seed, ...layout }: PaymentWeeksOptions,
): readonly PaymentWeek[] {
  const { origin } = layout;
  const known = asOf(origin, payables);
  const paths = simulate({
    ...{ origin, paths: count, seed, days: firstDayOf(weeks, layout) - origin - 1 },
    model: paymentModel(known, origin),
    open: known.filter(({ paidOn }) => paidOn === undefined),
    receipts: receiptsOf(known, origin),
  });
  return Array.from({ length: weeks }, (_, week) => weekOf(paths, week, layout));
}

/** Payments of several currencies, or companies, course by course: what was simulated of each, times a factor. */
export function summedWeeks(
  parts: readonly { readonly weeks: readonly PaymentWeek[]; readonly factor: number }[],
): readonly PaymentWeek[] {
  const [first] = parts;
  if (!first) return [];
  return first.weeks.map((_, index) => {
    const sum = (part: keyof PaymentWeek) =>
      first.weeks[index]?.[part].map((_, path) =>
        parts.reduce((all, { weeks, factor }) => all + (weeks[index]?.[part][path] ?? 0) * factor, 0),
      ) ?? new Float64Array();
    return { open: sum('open'), toCome: sum('toCome'), total: sum('total') };
  });
}

function weekOf(paths: Paths, week: number, layout: Weeks): PaymentWeek {
  const [begin, end] = [week, week + 1].map((at) => firstDayOf(at, layout) - layout.origin - 1);
  const sums = (of: Float64Array) =>
    Float64Array.from({ length: paths.count }, (_, path) => {
      const from = path * paths.days;
      return of.subarray(from + (begin ?? 0), from + (end ?? 0)).reduce((sum, each) => sum + each, 0);
    });
  const [open, toCome] = [sums(paths.open), sums(paths.toCome)];
  return { open, toCome, total: open.map((sum, path) => sum + (toCome[path] ?? 0)) };
}
