import Big from 'big.js';
import { type Money, percentOf } from './money.ts';

/** Decimals of the unit of a currency. */
const usualDecimals = 2;
/**
 * The currencies whose smallest unit is no hundredth, as ISO 4217 has them (list one, 2026-01-01). A table
 * of our own: what `Intl` says depends on the runtime, and the same facts have to come to the same amounts.
 */
const otherDecimals: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, Number(decimals)] as const)),
);

/**
 * What a discount of so many percent comes to, as decimal text: rounded to the unit of the currency, half
 * down, so that what remains to be paid is rounded half up (ADR 0042). A currency that ISO 4217 does not
 * list is taken to have hundredths.
 */
export function discountOf(percent: string, invoiced: Money): string {
  const exact = new Big(percentOf(percent, invoiced).amount);
  const decimals = otherDecimals.get(invoiced.currency) ?? usualDecimals;
  const down = exact.round(decimals, Big.roundDown);
  const twice = exact.minus(down).abs().times(2);
  const rounded = twice.gt(new Big(10).pow(-decimals)) ? exact.round(decimals, Big.roundUp) : down;
  return rounded.eq(0) ? '0' : rounded.toFixed();
}
