import { countAt } from './scale.ts';

/** How far off what is expected a value may be before it is unusual; all but `deviation` in the unit that is shown. */
export interface Tolerance {
  /** ln((value + addend) ÷ (expected + addend)) that has to be reached, in either direction. */
  readonly deviation: number;
  /** Added to both sides of the ratio; 0 where a ratio of small values means as much as one of large ones. */
  readonly addend: number;
  /** The smallest change that matters. */
  readonly change: number;
  /** Of exceptions: the residual of a count that has to be reached too, since a few of a few waver more. */
  readonly residual?: number;
}

/** Between these values, both in the unit that is shown, nothing is said to be unusual. */
export function tolerated(
  expected: number,
  { deviation, addend, change, residual }: Tolerance,
): { readonly low: number; readonly high: number } {
  const off = (by: number) => (expected + addend) * Math.exp(by) - addend;
  const counts = (by: number) => (residual === undefined ? [] : [countAt(by * residual, expected)]);
  return {
    low: Math.max(0, Math.min(off(-deviation), expected - change, ...counts(-1))),
    high: Math.max(off(deviation), expected + change, ...counts(1)),
  };
}
