import Big from 'big.js';

/** Rounds what is divided once, to six decimals, half to even. */
const SixDecimals = Big();
SixDecimals.DP = 6;
SixDecimals.RM = Big.roundHalfEven;

/** `of` ÷ `to`, which is not 0, as decimal text: rounded once to six decimals, half to even. */
export function rounded(of: Big, to: Big): string {
  const result = new SixDecimals(of).div(to);
  return result.eq(0) ? '0' : result.toFixed();
}

/** `of` × `times` ÷ `to`, rounded likewise, whatever the sizes are; null unless `to` is above 0. */
export function quotient(of: string | Big, to: string | Big, times = 1): string | null {
  const divisor = new Big(to);
  return divisor.gt(0) ? rounded(new Big(of).times(times), divisor) : null;
}
