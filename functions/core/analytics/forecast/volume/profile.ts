/** The slot of a step, such as the hour of the week: steps of one slot are alike. */
export type SlotOf = (step: number) => number;

/** How busy each slot is compared to the level around it. */
export interface Profile {
  /** The factors of the first steps, 1 on average; above 0. */
  factors(steps: number): Float64Array;
}

/** Every step is like any other. */
export const flat: Profile = { factors: (steps) => new Float64Array(steps).fill(1) };

/** A slot is drawn towards what it would be without this profile by so many steps. */
const priorSteps = 1;
const leastFactor = 0.01;

/**
 * Learns a profile from a series: slot by slot what was counted ÷ the moving average around it, in
 * sums, so that steps without anything do no harm. Profiles follow each other: hours of a week first,
 * then what is left by the end of a month.
 * @param cycle steps that the moving average takes in
 */
export function profileOf(series: ArrayLike<number>, slots: readonly SlotOf[], cycle: number): Profile {
  const around = movingAverage(series, cycle);
  const learned: Learned[] = [];
  for (const slotOf of slots) {
    const factors = factorsUntil(series.length, learned);
    const sums = new Map<number, { found: number; expected: number; steps: number }>();
    for (let step = 0; step < series.length; step += 1) {
      const slot = slotOf(step);
      const sum = sums.get(slot) ?? { found: 0, expected: 0, steps: 0 };
      sum.found += series[step] ?? 0;
      sum.expected += (around[step] ?? 0) * (factors[step] ?? 1);
      sum.steps += 1;
      sums.set(slot, sum);
    }
    learned.push({ slotOf, factors: factorsOf(sums) });
  }
  return { factors: (steps) => factorsUntil(steps, learned) };
}

interface Learned {
  readonly slotOf: SlotOf;
  readonly factors: ReadonlyMap<number, number>;
}

function factorsUntil(steps: number, learned: readonly Learned[]): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) =>
    Math.max(
      leastFactor,
      learned.reduce((product, { slotOf, factors }) => product * (factors.get(slotOf(step)) ?? 1), 1),
    ),
  );
}

function factorsOf(
  sums: ReadonlyMap<number, { readonly found: number; readonly expected: number; readonly steps: number }>,
): ReadonlyMap<number, number> {
  return new Map(
    [...sums].map(([slot, { found, expected, steps }]) => {
      const prior = (priorSteps * expected) / steps;
      return [slot, expected + prior > 0 ? Math.max(0, found + prior) / (expected + prior) : 1];
    }),
  );
}

/** The mean of the cycle around each step, of as much of it as there is. */
function movingAverage(series: ArrayLike<number>, cycle: number): Float64Array {
  const sums = new Float64Array(series.length + 1);
  for (let step = 0; step < series.length; step += 1)
    sums[step + 1] = (sums[step] ?? 0) + (series[step] ?? 0);
  const half = Math.floor(cycle / 2);
  return Float64Array.from({ length: series.length }, (_, step) => {
    const [from, to] = cycleAround(step, half, cycle, series.length);
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / Math.max(to - from, 1);
  });
}

/** A whole cycle wherever there is one, so that no slot counts more than others. */
function cycleAround(step: number, half: number, cycle: number, length: number): [number, number] {
  const from = Math.max(0, Math.min(step - half, length - cycle));
  return [from, Math.min(length, from + cycle)];
}
