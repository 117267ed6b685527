import { randomLcg } from 'd3-random';
import { errorFunction } from 'simple-statistics';
import type { NabSeries } from './nab-scorer.ts';

/** Scores each value of a series by what came before it: the higher, the more unusual. */
export interface NabDetector {
  readonly name: string;
  /** On the benchmark's scoreboard, in the standard profile. */
  readonly published: number;
  scores(series: NabSeries, index: number): readonly number[];
}

const nothing: NabDetector = {
  name: 'null',
  published: 0,
  scores: ({ values }) => values.map(() => 0.5),
};

const random: NabDetector = {
  name: 'random',
  published: 11,
  scores: ({ values }, index) => {
    const source = randomLcg((index + 1) / 100);
    return values.map(() => source());
  },
};

const windowSize = 6_400;
const windowStep = 100;

/** The tail of a normal distribution over the last 6,400 values, moved on by 100. */
const windowedGaussian: NabDetector = {
  name: 'windowed Gaussian',
  published: 39.6,
  scores: ({ values }) => {
    let [mean, deviation] = [0, 1];
    let kept: number[] = [];
    let waiting: number[] = [];
    let [sum, squares] = [0, 0];
    return values.map((value, index) => {
      const score = index === 0 ? 0 : 1 - upperTail(Math.abs(value - mean) / deviation);
      let isMoved = kept.length < windowSize;
      if (isMoved) {
        kept.push(value);
        sum += value;
        squares += value * value;
      } else {
        waiting.push(value);
        isMoved = waiting.length === windowStep;
        if (isMoved) {
          kept = [...kept.slice(windowStep), ...waiting];
          waiting = [];
          sum = kept.reduce((total, of) => total + of, 0);
          squares = kept.reduce((total, of) => total + of * of, 0);
        }
      }
      if (isMoved) {
        mean = sum / kept.length;
        deviation = Math.sqrt(Math.max(0, squares / kept.length - mean * mean)) || 0.000_001;
      }
      return score;
    });
  },
};

function upperTail(z: number): number {
  return 0.5 * (1 - errorFunction(z / Math.SQRT2));
}

const bins = 5;
const entropyWindow = 52;
/** The 99th percentile of chi-squared with four degrees of freedom. */
const entropyLimit = 13.2767;

/** Relative entropy of the last 52 values to windows seen before (Wang et al., 2011). */
const relativeEntropy: NabDetector = {
  name: 'relative entropy',
  published: 54.6,
  scores: ({ values }) => {
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const step = (high - low) / bins;
    const seen: { readonly shares: readonly number[]; count: number }[] = [];
    return values.map((_, index) => {
      if (step === 0 || index + 1 < entropyWindow) return 0;
      const shares = histogram(values.slice(index + 1 - entropyWindow, index + 1), low, step);
      if (seen.length === 0) {
        seen.push({ shares, count: 1 });
        return 0;
      }
      const nearest = seen
        .map((of) => ({ of, entropy: 2 * entropyWindow * entropyTo(shares, of.shares) }))
        .reduce((best, one) => (one.entropy < best.entropy ? one : best));
      if (nearest.entropy < entropyLimit) {
        nearest.of.count += 1;
        return nearest.of.count <= 1 ? 1 : 0;
      }
      seen.push({ shares, count: 1 });
      return 1;
    });
  },
};

/** Bins of 0 to 5, of which the last holds 4 and 5: as the benchmark's own implementation has it. */
function histogram(values: readonly number[], low: number, step: number): readonly number[] {
  const shares = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.ceil((value - low) / step));
    shares[bin] = (shares[bin] ?? 0) + 1 / values.length;
  }
  return shares;
}

function entropyTo(shares: readonly number[], of: readonly number[]): number {
  return shares.reduce((sum, share, bin) => {
    const other = of[bin] ?? 0;
    if (share === 0) return sum;
    return other === 0 ? Number.POSITIVE_INFINITY : sum + share * Math.log(share / other);
  }, 0);
}

export const publishedDetectors: readonly NabDetector[] = [
  nothing,
  random,
  windowedGaussian,
  relativeEntropy,
];
