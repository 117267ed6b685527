import { addend } from './scale.ts';

/**
 * What the logarithms of an element's level and of all elements' common level usually differ by, apart from chance:
 * a day is busier than another, and so is a vendor's. What is found hardly depends on either.
 */
const elementSpread = 0.2;
const commonSpread = 0.2;

/** What an element has, and what it was expected to have. */
interface Compared {
  readonly value: number;
  readonly expected: number;
}

/**
 * How much better it fits of each element of a dimension that it alone changed by a factor of its own, and all others
 * by a common one, than one factor of all: twice the logarithm of the ratio of likelihoods. Logarithms of
 * value ÷ expected are taken to be normal around the common one, which is drawn to 0: with the variance of an
 * element's level and, of counts, that of a Poisson count.
 */
export function aloneOf(elements: readonly Compared[]): readonly number[] {
  const ratios = elements.map(({ value, expected }) => ({
    log: Math.log((Math.max(value, 0) + addend) / (Math.max(expected, 0) + addend)),
    weight: 1 / (elementSpread ** 2 + 1 / (Math.max(expected, 0) + addend)),
  }));
  const together = misfitOf(ratios);
  return ratios.map((_, index) => together - misfitOf(ratios.toSpliced(index, 1)));
}

/** The weighted squares that are left by the common logarithm that fits best, drawn to 0. */
function misfitOf(ratios: readonly { readonly log: number; readonly weight: number }[]): number {
  const prior = 1 / commonSpread ** 2;
  const weights = ratios.reduce((sum, { weight }) => sum + weight, prior);
  const common = ratios.reduce((sum, { log, weight }) => sum + log * weight, 0) / weights;
  const misfit = ratios.reduce((sum, { log, weight }) => sum + weight * (log - common) ** 2, 0);
  return misfit + prior * common ** 2;
}
