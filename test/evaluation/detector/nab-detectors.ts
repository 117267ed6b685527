import { randomLcg } from 'd3-random';
import { errorFunction, median } from 'simple-statistics';
import type { NabSeries } from './nab-scorer.ts';

/** Scores each value of a series by what came before it: the higher, the more unusual. */
export interface NabDetector {
  readonly name: string;
  /** On the benchmark's scoreboard, in the standard profile. */
  readonly published?: number;
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

const hourMs = 3_600_000;
const fading = 0.93;
const outlying = 2.58;
const quietMs = 24 * hourMs;

/**
 * The detector's idea on values of machines: hours of the day as slots, since most of these series last two weeks;
 * values count less where they were far off, and a deviation is told in the series' own spread. An alarm within a
 * day of a larger one tells nothing new.
 */
const slots: NabDetector = {
  name: 'detector (hours of the day as slots)',
  scores: (series) => {
    const { at, values } = series;
    const sums = Array.from({ length: 24 }, () => ({ sum: 0, weight: 0, day: 0 }));
    let overall = { sum: 0, weight: 0 };
    const recent: number[] = [];
    let spread = 0;
    let last = { at: Number.NEGATIVE_INFINITY, score: 0 };
    return values.map((value, index) => {
      const moment = at[index] ?? 0;
      const slot = sums[Math.floor(moment / hourMs) % 24] ?? { sum: 0, weight: 0, day: 0 };
      const prior = overall.weight === 0 ? value : overall.sum / overall.weight;
      const expected = (prior + slot.sum) / (1 + slot.weight);
      const off = value - expected;
      if (index % 50 === 0 && recent.length > 10)
        spread = 1.4826 * median(recent.slice(-2_000).map(Math.abs));
      recent.push(off);
      const raw = Math.abs(off) / Math.max(spread, Math.abs(expected) / 100, 1e-9);
      const trust = raw <= outlying ? 1 : (outlying / raw) ** 2;
      const day = Math.floor(moment / (24 * hourMs));
      const fade = fading ** ((day - slot.day) / 7);
      Object.assign(slot, { sum: slot.sum * fade + value * trust, weight: slot.weight * fade + trust, day });
      overall = { sum: overall.sum + value * trust, weight: overall.weight + trust };
      const isRepeated = moment - last.at < quietMs && raw <= last.score * 1.5;
      if (isRepeated) return 0;
      if (raw > outlying) last = { at: moment, score: raw };
      return raw;
    });
  },
};

export const nabDetectors: readonly NabDetector[] = [
  nothing,
  random,
  windowedGaussian,
  relativeEntropy,
  slots,
];
