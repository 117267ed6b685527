import type { Unit } from '../../pages/panels.ts';
import { formatDuration } from './durations.ts';
import { formatCount } from './numbers.ts';

/** A figure in its unit; a dash when there is nothing to measure yet. */
export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  return unit === 'milliseconds' ? formatDuration(value) : formatCount(value);
}
