import Big from 'big.js';

/** Rounds what is divided once, to six decimals, half to even. */
const SixDecimals = Big();
SixDecimals.DP = 6;
SixDecimals.RM = Big.roundHalfEven;

/**
 * `of` × `times` ÷ `to`, rounded once to six decimals, half to even, whatever the sizes are; null unless
 * `to` is above 0. Decimal text.
 */
export function quotient(of: string, to: string, times = 1): string | null {
  if (new Big(to).lte(0)) return null;
  const result = new SixDecimals(of).times(times).div(to);
  return result.eq(0) ? '0' : result.toFixed();
}
