import Big from 'big.js';
import type { Sampling } from './sampling.ts';

/** Share of payments whose system does not say what was paid. */
const unsaidShare = 0.25;
/** Share of invoices paid in two parts. */
const twoPartsShare = 0.06;

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
    return [shareOf(amount, new Big(100).minus(discountPercent).toFixed(), decimals)];
  if (!sample.chance(twoPartsShare)) return [amount];
  const first = shareOf(amount, sample.between(20, 80).toFixed(0), decimals);
  return [first, new Big(amount).minus(first).toFixed(decimals)];
}

/** So many per cent of the amount, rounded to its decimals. */
function shareOf(amount: string, percent: string, decimals: number): string {
  return new Big(amount).times(percent).div(100).toFixed(decimals);
}
