import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  histogramBase,
  histogramOf,
  logQuantile,
  longerThan,
  sizeOf,
} from '../../../../functions/core/analytics/anomaly/histogram.ts';

const anyMs = fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1, maxLength: 60 });

function textOf(durations: readonly number[]): string {
  const buckets = Map.groupBy(durations, (ms) => Math.floor(Math.log(ms + 1) / Math.log(histogramBase)));
  return [...buckets].map(([bucket, of]) => `${bucket}:${of.length}`).join(' ');
}

describe('Given durations in buckets', () => {
  it('When they are told in any parts, Then quantiles are those of all of them', () => {
    fc.assert(
      fc.property(
        anyMs,
        fc.nat({ max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, cut, part) => {
          const whole = histogramOf([textOf(all)]);
          const parts = histogramOf([all.slice(0, cut), all.slice(cut)].map(textOf));
          expect(sizeOf(parts)).toBe(all.length);
          expect(logQuantile(parts, part)).toBe(logQuantile(whole, part));
        },
      ),
    );
  });

  it('When a median is told, Then it is in the bucket of the one in the middle', () => {
    fc.assert(
      fc.property(anyMs, (all) => {
        const middle = all.toSorted((a, b) => a - b)[Math.ceil(all.length / 2) - 1] ?? 0;
        const median = Math.exp(logQuantile(histogramOf([textOf(all)]), 0.5) ?? Number.NaN) * 1_000;
        expect(Math.abs(Math.log(median / (middle + 1)))).toBeLessThanOrEqual(Math.log(histogramBase) + 1e-9);
      }),
    );
  });

  it('When a quantile is told, Then the rest took longer', () => {
    fc.assert(
      fc.property(anyMs, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
        const histogram = histogramOf([textOf(all)]);
        const at = logQuantile(histogram, part) ?? Number.NaN;
        expect(longerThan(histogram, at)).toBeCloseTo((1 - part) * all.length, 6);
      }),
    );
  });

  it('When there are none, Then there is no quantile', () => {
    expect(logQuantile(histogramOf([]), 0.5)).toBeUndefined();
    expect(logQuantile(histogramOf(['']), 0.5)).toBeUndefined();
    expect(logQuantile(histogramOf(['3:0']), 0.5)).toBeUndefined();
  });

  it('When half are in one bucket, Then the median is at its end', () => {
    const at = (bucket: number) => bucket * Math.log(histogramBase) - Math.log(1_000);
    expect(logQuantile(histogramOf(['100:2 120:2']), 0.5)).toBeCloseTo(at(101), 9);
    expect(logQuantile(histogramOf(['120:2 100:2']), 0.75)).toBeCloseTo(at(120.5), 9);
  });
});
