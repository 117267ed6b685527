/** A smoothed series: level and trend after each step, from which every later step follows. */
export interface Smoothed {
  /** What the step `ahead` steps after the first `known` ones is expected to be. */
  forecast(known: number, ahead: number): number;
}

/** Parameters of exponential smoothing with a damped trend (Gardner and McKenzie, 1985). */
export interface Smoothing {
  /** Of the level, in (0, 1]. */
  readonly alpha: number;
  /** Of the trend, 0 for none. */
  readonly beta: number;
  /** What is left of the trend after each step. */
  readonly phi: number;
}

/**
 * Smooths a series with its profile taken out. Steps of a quiet slot say less about the level: their
 * weight is their factor.
 * @param factors of the profile, for the series and as many steps after it as are forecast
 */
export function smooth(
  series: ArrayLike<number>,
  factors: Float64Array,
  { alpha, beta, phi }: Smoothing,
): Smoothed {
  const levels = new Float64Array(series.length + 1);
  const trends = new Float64Array(series.length + 1);
  let [level, trend] = [initialLevel(series, factors), 0];
  levels[0] = level;
  for (let step = 0; step < series.length; step += 1) {
    const factor = factors[step] ?? 1;
    const gain = alpha === 1 || factor === 1 ? alpha : 1 - (1 - alpha) ** factor;
    const predicted = level + phi * trend;
    const next = predicted + gain * ((series[step] ?? 0) / factor - predicted);
    trend = phi * trend + beta * (next - predicted);
    level = next;
    levels[step + 1] = level;
    trends[step + 1] = trend;
  }
  const trendSteps = dampedSteps(phi, factors.length - series.length);
  return {
    forecast: (known, ahead) =>
      ((levels[known] ?? 0) + (trendSteps[ahead] ?? 0) * (trends[known] ?? 0)) *
      (factors[known + ahead - 1] ?? 1),
  };
}

/** How many undamped steps of the trend so many damped ones are. */
function dampedSteps(phi: number, most: number): Float64Array {
  const steps = new Float64Array(most + 1);
  for (let ahead = 1; ahead <= most; ahead += 1) steps[ahead] = phi * (1 + (steps[ahead - 1] ?? 0));
  return steps;
}

const initialSteps = 8;

function initialLevel(series: ArrayLike<number>, factors: Float64Array): number {
  let [found, weight] = [0, 0];
  for (let step = 0; step < Math.min(initialSteps, series.length); step += 1) {
    found += series[step] ?? 0;
    weight += factors[step] ?? 1;
  }
  return weight > 0 ? found / weight : 0;
}
