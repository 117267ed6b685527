import type { Unit } from '../../definition.ts';
import { formatDuration } from './durations.ts';
import { formatCount, formatRate } from './numbers.ts';

/** A figure in its unit; a dash when there is nothing to measure yet. */
export const formatFigure = (value: number | null, unit: Unit): string => {
  if (value === null) return '–';
  if (unit === 'milliseconds') return formatDuration(value);
  return unit === 'perSecond' ? formatRate(value) : formatCount(value);
};
