import {
  type VolumeSeries,
  volumeForecast,
} from '../../../functions/core/analytics/forecast/volume/volume.ts';
import { intervalScore, isIn, meanOf, naiveScale } from './scores.ts';

/** What a forecast said of the end of one series, and what baselines would have said. */
export interface JudgedSeries {
  /** Mean absolute error ÷ that of the naive forecast within the series known (Hyndman and Koehler, 2006). */
  readonly mase: number;
  /** Mean interval score at 95 %, on the same scale. */
  readonly msis: number;
  readonly isIn80: number;
  readonly isIn95: number;
  /** At 80 %, of the tenth of steps of which most is expected. */
  readonly areBusyIn80: number;
  readonly naiveMase: number;
  readonly seasonalMase: number;
}

const level = 0.95;

/**
 * @param known what the forecast may look at
 * @param actual the steps after that
 * @param scaleSteps how far the values are apart whose mean difference errors are measured in
 */
export function judgeVolume(
  known: VolumeSeries,
  actual: readonly number[],
  scaleSteps: number,
): JudgedSeries {
  const { values, cycle } = known;
  const { expected, interval } = volumeForecast(known, actual.length);
  const scale = Math.max(naiveScale(values, scaleSteps), 1e-9);
  const [wide, narrow] = [interval(level), interval(0.8)];
  const errorOf = (guess: (step: number) => number) =>
    meanOf(actual.map((value, step) => Math.abs(value - guess(step)))) / scale;
  const none = { low: 0, high: 0 };
  return {
    mase: errorOf((step) => expected[step] ?? 0),
    msis: meanOf(actual.map((value, step) => intervalScore(wide[step] ?? none, level, value))) / scale,
    isIn80: meanOf(actual.map((value, step) => Number(isIn(narrow[step] ?? none, value)))),
    areBusyIn80: meanOf(
      busiestTenth(expected).map((step) => Number(isIn(narrow[step] ?? none, actual[step] ?? 0))),
    ),
    isIn95: meanOf(actual.map((value, step) => Number(isIn(wide[step] ?? none, value)))),
    naiveMase: errorOf(() => values[values.length - 1] ?? 0),
    seasonalMase: errorOf((step) => values[values.length - cycle + (step % cycle)] ?? 0),
  };
}

/** The steps of which most is expected, one at least. */
function busiestTenth(expected: readonly number[]): readonly number[] {
  return [...expected.keys()]
    .toSorted((a, b) => (expected[b] ?? 0) - (expected[a] ?? 0))
    .slice(0, Math.ceil(expected.length / 10));
}
