/** Values that differ by less than this factor share a bucket, so a percentile is off by 1 % at most. */
const width = Math.log(1.01);
/** The bucket of everything that is not above 0. */
const lowest = -1_000_000;

/** How often values came, by the hundredth: what percentiles are read from. */
export class Distribution {
  /** Bucket → number of values. */
  readonly #counts = new Map<number, number>();

  add(value: number): void {
    this.#increase(value > 0 ? Math.ceil(Math.log(value) / width) : lowest, 1);
  }

  clear(): void {
    this.#counts.clear();
  }

  addAll(buckets: Iterable<readonly [bucket: number, count: number]>): void {
    for (const [bucket, count] of buckets) this.#increase(bucket, count);
  }

  buckets(): Iterable<readonly [bucket: number, count: number]> {
    return this.#counts;
  }

  /**
   * The value that so many percent of the values do not exceed; undefined without values.
   * @param percentile above 0, at most 100
   */
  percentile(percentile: number): number | undefined {
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    let rank = Math.ceil((percentile / 100) * total);
    for (const [bucket, count] of sorted) {
      rank -= count;
      if (rank <= 0) return bucket === lowest ? 0 : Math.exp(bucket * width);
    }
    return undefined;
  }

  #increase(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }
}
