import { mean, sampleVariance } from 'simple-statistics';
import type { Payable } from './payable.ts';

/** Invoices that came later may not be paid yet: of them the quick ones alone would count. */
const settledWithinDays = 60;
/** Fewer invoices say nothing about how much they differ. */
const fewest = 3;

/**
 * By how many days each vendor's invoices are paid later than others of their kind: its mean, shrunk
 * by empirical Bayes (James–Stein with unequal counts: between ÷ (between + within ÷ n), both
 * variances by moments). Whole days; vendors without a shift are left out.
 * @param payables known by then
 */
export function vendorShifts(payables: readonly Payable[], day: number): ReadonlyMap<string, number> {
  const delays = delaysByVendor(payables.filter(({ receivedOn }) => receivedOn <= day - settledWithinDays));
  const all = [...delays.values()].flat();
  const several = [...delays.values()].filter(({ length }) => length >= fewest);
  if (several.length < fewest) return new Map();
  const within =
    several.reduce((sum, each) => sum + (each.length - 1) * sampleVariance(each), 0) /
    several.reduce((sum, each) => sum + each.length - 1, 0);
  const overall = mean(all);
  const counts = several.map(({ length }) => length);
  const total = counts.reduce((sum, each) => sum + each, 0);
  // The usual estimator of a one-way layout: what the means vary by beyond what chance explains.
  const spread = several.reduce((sum, each) => sum + each.length * (mean(each) - overall) ** 2, 0);
  const effective = total - counts.reduce((sum, each) => sum + each ** 2, 0) / total;
  const between = Math.max(0, (spread - (several.length - 1) * within) / effective);
  return new Map(
    [...delays].flatMap(([vendor, each]) => {
      const weight = between > 0 ? between / (between + within / each.length) : 0;
      const shift = Math.round(weight * (mean(each) - overall));
      return shift === 0 ? [] : [[vendor, shift] as const];
    }),
  );
}

function delaysByVendor(payables: readonly Payable[]): ReadonlyMap<string, readonly number[]> {
  const usual = new Map<string, number>();
  const settled = payables.flatMap((each) =>
    each.paidOn === undefined
      ? []
      : [{ ...each, group: groupOf(each), delay: each.paidOn - (each.dueOn ?? each.receivedOn) }],
  );
  for (const [group, of] of Map.groupBy(settled, ({ group }) => group))
    usual.set(group, mean(of.map(({ delay }) => delay)));
  return new Map(
    [...Map.groupBy(settled, ({ vendor }) => vendor)].map(([vendor, of]) => [
      vendor,
      of.map(({ group, delay }) => delay - (usual.get(group) ?? 0)),
    ]),
  );
}

function groupOf({ kind, dueOn }: Payable): string {
  return `${kind}/${dueOn === undefined}`;
}
