import { randomExponential, randomLcg, randomLogNormal, randomNormal } from 'd3-random';
import { hash32 } from '../../lib/hash32.ts';

/** Draws from one seeded stream: the same calls give the same values. */
export interface Sampling {
  chance(probability: number): boolean;
  /** From `min` up to but not including `max`. */
  between(min: number, max: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of the items, with a probability proportional to its weight. */
  weighted<T extends { readonly weight: number }>(items: readonly [T, ...T[]]): T;
  /**
   * Log-normal: half of the values are below the median, about two thirds within a factor e^sigma
   * of it.
   */
  logNormal(median: number, sigma: number): number;
  normal(mean: number, deviation: number): number;
  exponential(mean: number): number;
}

/** A stream for the seed, which may be any text. */
export function sampling(seed: string): Sampling {
  const source = randomLcg(hash32(seed));
  const between = (min: number, max: number) => min + source() * (max - min);
  return {
    between,
    chance: (probability) => source() < probability,
    pick: (items) => items[Math.floor(source() * items.length)] ?? items[0],
    weighted: (items) => {
      let left = source() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return items[0];
    },
    logNormal: (median, sigma) => randomLogNormal.source(source)(Math.log(median), sigma)(),
    normal: (mean, deviation) => randomNormal.source(source)(mean, deviation)(),
    exponential: (mean) => randomExponential.source(source)(1 / mean)(),
  };
}
