/** A bucket is 10 % wider than the one before it, so its middle is 5 % off at most. */
export const histogramBase = 1.1;

/** How wide a bucket is on the scale of logarithms. */
const width = Math.log(histogramBase);

/**
 * How many durations are in each bucket: bucket b has those whose ms and one more are between 1.1^b and 1.1^(b + 1).
 * Percentiles do not add up, and buckets do, so hours, days and currencies are put together from the same ones.
 */
export type Histogram = ReadonlyMap<number, number>;

const pair = /(-?\d+):(\d+)/g;

/** @param texts as stores give them: bucket and count, one pair after the other, `87:3 88:12` */
export function histogramOf(texts: Iterable<string>): Histogram {
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const [, bucket, count] of text.matchAll(pair))
      counts.set(Number(bucket), (counts.get(Number(bucket)) ?? 0) + Number(count));
  return counts;
}

/** How many durations there are. */
export function sizeOf(histogram: Histogram): number {
  let size = 0;
  for (const count of histogram.values()) size += count;
  return size;
}

/**
 * The natural logarithm of a quantile in seconds; durations lie evenly in their bucket.
 * @param part between 0 and 1
 * @returns none of no durations
 */
export function logQuantile(histogram: Histogram, part: number): number | undefined {
  const wanted = part * sizeOf(histogram);
  let below = 0;
  for (const [bucket, count] of [...histogram].toSorted(([a], [b]) => a - b)) {
    if (below + count >= wanted && count > 0) return (bucket + (wanted - below) / count) * width - msInSecond;
    below += count;
  }
  return undefined;
}

/** How many took longer than that, which is a natural logarithm of seconds. */
export function longerThan(histogram: Histogram, logSeconds: number): number {
  const position = (logSeconds + msInSecond) / width;
  let longer = 0;
  for (const [bucket, count] of histogram) longer += count * Math.min(1, Math.max(0, bucket + 1 - position));
  return longer;
}

const msInSecond = Math.log(1_000);
