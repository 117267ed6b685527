import { randomExponential, randomGamma, randomPoisson } from 'd3-random';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws of a forecast: the same seed gives the same draws. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Exponential of mean 1. */
  exponential(): number;
  /** Gamma of mean 1 and the given variance; 1 without any. */
  shock(variance: number): number;
  poisson(mean: number): number;
}

/** A stream of draws for a seed, a whole number. */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  const exponential = randomExponential.source(uniform)(1);
  return {
    uniform,
    exponential,
    shock: (variance) => (variance > 0 ? randomGamma.source(uniform)(1 / variance, variance)() : 1),
    poisson: (mean) => (mean > 0 ? randomPoisson.source(uniform)(mean)() : 0),
  };
}
