import Big from 'big.js';
import type { FigureSettings, TargetSetting } from './figure-settings.ts';
import type { Kpi } from './kpis/kpi.ts';

/** The target that a figure is held against: the cell's, or else its own; undefined for none. */
export function targetOf(kpi: Kpi, { targets = {} }: FigureSettings): TargetSetting | undefined {
  if (Object.hasOwn(targets, kpi.id)) return targets[kpi.id] ?? undefined;
  return kpi.target && { value: `${kpi.target.value}`, source: kpi.target.source };
}

/**
 * Whether a figure is as good as its target, or better. Undefined if that cannot be said: the figure is not
 * defined, or neither more nor less of it is good.
 * @param value decimal text in the unit of the figure, as the target
 */
export function meetsTarget(
  { better }: Kpi,
  value: string | null,
  target: TargetSetting,
): boolean | undefined {
  if (value === null || better === undefined) return undefined;
  return better === 'more' ? new Big(value).gte(target.value) : new Big(value).lte(target.value);
}
