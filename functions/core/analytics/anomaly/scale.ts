/** How values of a kind are compared. */
export interface Scale {
  /** What a slot is expected to have of which only the means of its day, of its hour and of all are known. */
  prior(day: number, hour: number, all: number): number;
  /** How far off a value is, in units in which it varies alike whatever is expected. */
  residual(value: number, expected: number): number;
  /** Variation that is there even where past values show less of it, in units of residuals. */
  readonly leastSpread: number;
  /** How far off a value is: the logarithm of a ratio, of measurements the difference. */
  deviation(value: number, expected: number): number;
  /** What is expected when it is so much more than usual, which is the logarithm of a ratio. */
  shifted(expected: number, by: number): number;
  /** Whether so much is expected that an unusual value could be told. */
  isEnough(expected: number): boolean;
  /** What to say of a value: a count, or seconds. */
  shown(value: number): number;
  /** What is added to both sides of the ratio, as it is shown; 0 where few are compared as many are. */
  readonly addend: number;
}

/** Added to both sides of a ratio, so that a few more of a few are no deviation. */
export const addend = 3;

/** Of fewer in an hour, none at all is nothing unusual. */
export const fewestExpected = 8;

/** Counts of what happened in an hour, and amounts. */
export const counts: Scale = {
  prior: (day, hour, all) => (all === 0 ? 0 : (day * hour) / all),
  // Anscombe's residual of a Poisson count, as Noufaily et al. (2013) use it; doi 10.1002/sim.5595.
  residual: (value, expected) => {
    const mean = Math.max(expected, 0.1);
    return (1.5 * (Math.max(value, 0) ** (2 / 3) - mean ** (2 / 3))) / mean ** (1 / 6);
  },
  leastSpread: 1,
  deviation: (value, expected) => Math.log((Math.max(value, 0) + addend) / (expected + addend)),
  shifted: (expected, by) => expected * Math.exp(by),
  isEnough: (expected) => expected >= fewestExpected,
  shown: (value) => value,
  addend,
};

/** The count that is so far off by `counts.residual`; 0 where none is. */
export function countAt(residual: number, expected: number): number {
  const mean = Math.max(expected, 0.1);
  return Math.max(0, mean ** (2 / 3) + (residual * mean ** (1 / 6)) / 1.5) ** 1.5;
}

/** Natural logarithms of medians of durations in seconds. */
export const logDurations: Scale = {
  prior: (day, hour, all) => day + hour - all,
  residual: (value, expected) => value - expected,
  leastSpread: 0.05,
  deviation: (value, expected) => value - expected,
  shifted: (expected, by) => expected + by,
  isEnough: () => true,
  shown: Math.exp,
  addend: 0,
};

/** Values that differ by less are the same, but for what computing means makes of them. */
const rounding = 1e-9;

/** What is measured of machines and may be of any size and sign: temperatures, loads, bytes. */
export const measurements: Scale = {
  prior: logDurations.prior,
  residual: differenceOf,
  // Of what never varied every other value is an outlier.
  leastSpread: Number.MIN_VALUE,
  deviation: differenceOf,
  shifted: logDurations.shifted,
  isEnough: () => true,
  shown: (value) => value,
  addend: 0,
};

function differenceOf(value: number, expected: number): number {
  const difference = value - expected;
  return Math.abs(difference) <= rounding * Math.max(Math.abs(value), Math.abs(expected)) ? 0 : difference;
}
