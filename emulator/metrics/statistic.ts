const basicStatistics = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const;

/** How the values of a period become one. */
export type Statistic = (typeof basicStatistics)[number] | Percentile;

export interface Percentile {
  /** Above 0, at most 100. */
  readonly percentile: number;
}

/** A statistic by CloudWatch's name for it, such as `Sum` or `p99`; undefined for others. */
export function parseStatistic(text: string): Statistic | undefined {
  const basic = basicStatistics.find((name) => name === text);
  if (basic) return basic;
  const percentile = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1]);
  return percentile > 0 && percentile <= 100 ? { percentile } : undefined;
}
