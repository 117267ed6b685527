import { randomGamma, randomPoisson } from 'd3-random';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * What a draw is for, as a number of 32 bits: an invoice, a course, a day. Whatever else is drawn, the
 * same key gives the same draw, so that an invoice more or less leaves the draws of all others alone.
 */
export type Key = number;

/** The key of a part of what a key is for. The mixing is that of MurmurHash3's last step. */
export function keyOf(whole: Key, part: number): Key {
  let key = Math.imul(whole, 0x9e3779b1) ^ (part + 1);
  key = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  key = Math.imul(key ^ (key >>> 13), 0xc2b2ae35);
  return key ^ (key >>> 16);
}

/** In [0, 1). */
export function uniform(key: Key): number {
  return (key >>> 0) / 2 ** 32;
}

/** Exponential of mean 1. */
export function exponential(key: Key): number {
  return -Math.log1p(-uniform(key));
}

/** Gamma of mean 1 and the given variance; 1 without any. */
export function shock(key: Key, variance: number): number {
  return variance > 0 ? randomGamma.source(streamOf(key))(1 / variance, variance)() : 1;
}

/** Poisson of the given mean. */
export function poisson(key: Key, mean: number): number {
  return mean > 0 ? randomPoisson.source(streamOf(key))(mean)() : 0;
}

/** Uniform draws for what takes some of them, and not always as many. */
function streamOf(key: Key): () => number {
  const generator = xoroshiro128plus(key);
  return () => uniform(generator.next());
}
