import type { FigureSettings, TargetSetting } from './figure-settings.ts';
import type { Kpi } from './kpis/kpi.ts';

/** The target that a figure is held against: the cell's, or else its own; undefined for none. */
export function targetOf(kpi: Kpi, { targets = {} }: FigureSettings): TargetSetting | undefined {
  if (Object.hasOwn(targets, kpi.id)) return targets[kpi.id] ?? undefined;
  return kpi.target && { value: `${kpi.target.value}`, source: kpi.target.source };
}
