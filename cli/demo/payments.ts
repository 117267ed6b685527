import type { Sampling } from './sampling.ts';

/** Share of payments whose system does not say what was paid. */
const unsaidShare = 0.25;
/** Share of invoices paid in two parts, and of those whose second part has not come yet. */
const twoPartsShare = 0.06;
const secondMissingShare = 0.2;

/**
 * Draws what is paid of an invoice, payment by payment.
 * @param amount decimal text, with so many decimals
 * @param discountPercent decimal text, when the first payment is in time for a discount
 * @returns decimal texts; undefined for a payment that does not say
 */
export function drawPayments(
  amount: string,
  decimals: number,
  discountPercent: string | undefined,
  sample: Sampling,
): readonly (string | undefined)[] {
  if (sample.chance(unsaidShare)) return [undefined];
  if (discountPercent !== undefined)
    return [(Number(amount) * (1 - Number(discountPercent) / 100)).toFixed(decimals)];
  if (!sample.chance(twoPartsShare)) return [amount];
  const first = (Number(amount) * sample.between(0.2, 0.8)).toFixed(decimals);
  const second = (Number(amount) - Number(first)).toFixed(decimals);
  return sample.chance(secondMissingShare) ? [first] : [first, second];
}
