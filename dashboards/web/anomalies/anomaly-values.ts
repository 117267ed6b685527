import type { WatchedMeasure } from '../../../functions/core/analytics/anomaly/watched-metrics.ts';
import { formatDuration } from '../format/durations.ts';
import { formatCount } from '../format/numbers.ts';
import { formatShort } from '../format/values.ts';

/** How the values of what is judged are named and written. */
export interface AnomalyValues {
  /** What each value is, in a sentence. */
  readonly help: string;
  /** Of a file: what the values are in. */
  readonly unit: string;
  readonly format: (value: number) => string;
  /** Beside an axis. */
  readonly short: (value: number) => string;
  /** In what a chart counts values up to such a one, so that its axis has round numbers. */
  readonly scaleOf: (largest: number) => number;
}

const helps: Readonly<Record<WatchedMeasure, string>> = {
  events: 'How many events there were, and how many were expected.',
  share: 'How many exceptions there were, and how many were expected among the events that came.',
  amount: 'What the events were worth together, and about how much was expected, in whole units.',
  vendor: 'How many events the vendor had, and how many were expected.',
  duration: 'What half of them took at the most, and about what was expected.',
};

/** How the values of a measure are written: counts, whole units of a currency, or lengths of time. */
export function anomalyValues(measure: WatchedMeasure, currency = ''): AnomalyValues {
  const help = helps[measure];
  if (measure === 'duration') return { help, ...lengths };
  const plain = { help, short: (value: number) => formatShort(value, 'count'), scaleOf: () => 1 };
  return measure === 'amount'
    ? { ...plain, unit: currency, format: (value) => `${currency} ${formatCount(Math.round(value))}` }
    : { ...plain, unit: 'count', format: (value) => formatCount(rounded(value)) };
}

/** Tenths of what is expected say something where it is little. */
function rounded(count: number): number {
  return count < 100 ? Math.round(10 * count) / 10 : Math.round(count);
}

const lengths = {
  unit: 's',
  format: formatSeconds,
  short: (seconds: number) => (seconds === 0 ? '0' : formatSeconds(seconds)),
  scaleOf: unitOfSeconds,
};

function formatSeconds(seconds: number): string {
  return formatDuration(1_000 * seconds);
}

/** The largest of days, hours, minutes and seconds that such a length of time has twice. */
function unitOfSeconds(seconds: number): number {
  return [86_400, 3_600, 60].find((unit) => seconds >= 2 * unit) ?? 1;
}
