import Big from 'big.js';

const decimals = 6;

/** A quotient with six decimals, exactly rounded half to even; the divisor is above 0. */
export function quotient(dividend: Big, divisor: Big): string {
  const places = Math.max(...[dividend, divisor].map((each) => each.toFixed().split('.')[1]?.length ?? 0));
  const whole = (each: Big) => BigInt(each.times(new Big(10).pow(places)).toFixed(0));
  const [a, b] = [whole(dividend) * 10n ** BigInt(decimals), whole(divisor)];
  const [size, sign] = a < 0n ? [-a, -1n] : [a, 1n];
  const [down, twice] = [size / b, (size % b) * 2n];
  const isUp = twice > b || (twice === b && down % 2n === 1n);
  return new Big(`${sign * (down + (isUp ? 1n : 0n))}`).div(10 ** decimals).toFixed();
}
