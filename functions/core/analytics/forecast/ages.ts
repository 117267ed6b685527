/** Lower bounds of the bins of ages, in days: single days around 0, where payments are due. */
const bounds = [
  -90, -75, -60, -50, -42, -35, -31, -28, -26, -24, -22, -21, -20, -19, -18, -17, -16, -14, -12, -10, -8, -7,
  -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 25, 30, 35, 42, 50, 60, 75, 90, 120,
];

/** How many bins there are. */
export const ageBins = bounds.length;

const [lowest, highest] = [bounds[0] ?? 0, bounds[bounds.length - 1] ?? 0];
/** The bin of each age from the lowest to the highest bound. */
const binOfAge = Int16Array.from({ length: highest - lowest + 1 }, (_, index) =>
  bounds.findLastIndex((bound) => bound <= lowest + index),
);

/** The bin of an age in days, which may be negative: days past due, or since receipt. */
export function ageBinOf(age: number): number {
  return binOfAge[Math.min(Math.max(age, lowest), highest) - lowest] ?? 0;
}
