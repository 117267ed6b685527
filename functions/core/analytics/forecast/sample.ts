/** Invoices whose amounts are about the same. Amounts are floats without a sign. */
export interface SizeClass {
  readonly count: number;
  readonly sum: number;
}

/**
 * Shares out places: who wants fewer than an equal share gets what it wants, and leaves the rest to the others.
 * @returns places by what was wanted, whole numbers
 */
export function sharedOut(places: number, wanted: readonly number[]): readonly number[] {
  const granted = wanted.map(() => 0);
  let left = places;
  const modestFirst = wanted.map((want, index) => ({ want, index })).toSorted((a, b) => a.want - b.want);
  for (const [before, { want, index }] of modestFirst.entries()) {
    const share = Math.min(want, Math.floor(left / (wanted.length - before)));
    granted[index] = share;
    left -= share;
  }
  return granted;
}

/**
 * The unit of a sample in proportion to amounts: an invoice of a unit or more is in it, a smaller one with the
 * probability amount ÷ unit (Poisson sampling). What has no amount is never in it.
 * @param most so many invoices are in the sample on average, or fewer where no more have an amount
 */
export function unitOf(classes: readonly SizeClass[], most: number): number {
  const largestFirst = classes
    .filter(({ sum }) => sum > 0)
    .toSorted((a, b) => b.sum / b.count - a.sum / a.count || b.count - a.count);
  let [places, money] = [most, largestFirst.reduce((all, { sum }) => all + sum, 0)];
  for (const { count, sum } of largestFirst) {
    const unit = money / places;
    if (sum / count < unit) return unit;
    if (count >= places) return sum / count;
    places -= count;
    money -= sum;
  }
  return 0;
}

/**
 * What an invoice of a sample stands for: its amount ÷ its probability to be in it, which is on average what all
 * amounts come to ([Horvitz and Thompson, 1952](https://doi.org/10.1080/01621459.1952.10483446)).
 */
export function standingFor(amount: number, unit: number): number {
  return Math.sign(amount) * Math.max(Math.abs(amount), unit);
}

/**
 * The standard error of what a sample says of the sum of all amounts.
 * @param amounts those of the sample
 */
export function samplingError(amounts: readonly number[], unit: number): number {
  const variance = amounts.reduce((sum, amount) => sum + unit * Math.max(0, unit - Math.abs(amount)), 0);
  return Math.sqrt(variance);
}
