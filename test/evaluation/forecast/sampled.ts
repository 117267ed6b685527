import { createHash } from 'node:crypto';
import { asOf, type Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { standingFor, unitOf } from '../../../functions/core/analytics/forecast/sample.ts';

/**
 * The invoices that a cell looks at of those that are known at the end of a day, if it looks at so many: drawn by
 * the rule that its store has in SQL, each with the amount that it stands for.
 */
export function sampledAsOf(day: number, payables: readonly Payable[], most: number): readonly Payable[] {
  const known = asOf(day, payables);
  if (known.length <= most) return known;
  const unit = unitOf(
    known.map(({ amount }) => ({ count: 1, sum: Math.abs(amount) })),
    most,
  );
  return known
    .filter(({ id, amount }) => isDrawn(id, amount, unit))
    .map((each) => ({ ...each, amount: standingFor(each.amount, unit) }));
}

/** Whether a sample of a unit has an invoice: by the higher 53 bits of what the store has as the hash of its id. */
export function isDrawn(id: string, amount: number, unit: number): boolean {
  const lower = createHash('md5').update(id).digest().readBigUInt64LE(8);
  return (Number(lower >> 11n) / 2 ** 53) * unit < Math.abs(amount);
}
