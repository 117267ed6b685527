import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers that follow from a seed. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Another source, which follows from this one: what one part of a history draws moves no other. */
  fork(): Random {
    return new Random(this.#generator.next());
  }

  /** In [0, 1). */
  readonly fraction = (): number => (this.#generator.next() >>> 0) / 2 ** 32;

  chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability;
  }

  /** A whole number from one to the other, both included. */
  int(from: number, to: number): number {
    return uniformInt(this.#generator, from, to);
  }

  /** Between the two, small ones as likely as large ones: for times that range from milliseconds to hours. */
  spread(from: number, to: number): number {
    return from * (to / from) ** this.fraction();
  }

  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(items: readonly T[]): T {
    const [item] = items.slice(this.int(0, items.length - 1));
    if (item === undefined) throw new RangeError('There is nothing to pick from');
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, at: this.fraction() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }
}
