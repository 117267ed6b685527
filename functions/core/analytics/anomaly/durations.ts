import { DDSketch } from '@datadog/sketches-js';

/** Medians are right within 1 %. */
const accuracy = 0.01;
/** Fewer durations have no median worth judging. */
const fewest = 8;

/** Durations of an hour, in a size that does not grow with how many there are. */
export type DurationSketch = DDSketch;

/** @param minutes of what ended in the hour; what took no time at all counts as a second */
export function durationSketch(minutes: readonly number[]): DurationSketch {
  const sketch = new DDSketch({ relativeAccuracy: accuracy });
  for (const duration of minutes) sketch.accept(Math.max(duration, 1 / 60));
  return sketch;
}

/**
 * ln(median) of what sketches of the same hour hold together, for the scale of durations.
 * @returns none of fewer than eight durations
 */
export function logMedian(sketches: readonly DurationSketch[]): number | undefined {
  const all = durationSketch([]);
  for (const sketch of sketches) all.merge(sketch);
  return all.count < fewest ? undefined : Math.log(all.getValueAtQuantile(0.5));
}
