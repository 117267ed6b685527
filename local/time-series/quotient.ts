import { decimalText, scaledDecimal } from './columns.ts';

/** Decimals of what is divided. */
const decimals = 6;

/**
 * `of` × `times` ÷ `to`, rounded once to six decimals, half to even, whatever the sizes are; null unless
 * `to` is above 0. Decimal text.
 */
export function quotient(of: string, to: string, times = 1): string | null {
  const divisor = scaledDecimal(to) * scaledDecimal('1');
  if (divisor <= 0n) return null;
  const dividend = scaledDecimal(of) * scaledDecimal(`${times}`) * 10n ** BigInt(decimals);
  const [size, sign] = dividend < 0n ? [-dividend, '-'] : [dividend, ''];
  const [floor, rest] = [size / divisor, (size % divisor) * 2n];
  const isUp = rest > divisor || (rest === divisor && floor % 2n === 1n);
  const digits = `${floor + (isUp ? 1n : 0n)}`.padStart(decimals + 1, '0');
  const text = decimalText(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`);
  return text === '0' ? text : `${sign}${text}`;
}
