import { isByCurrency } from '../converted.ts';
import { kpiOf } from '../kpis/registry.ts';
import type { Dashboard, Panel } from './dashboard.ts';

/** Whether a page has figures that are split by currency. */
export function showsAmounts({ sections }: Dashboard): boolean {
  return sections.some(({ panels }) => panels.some((panel) => kpisOf(panel).some(isAmount)));
}

function kpisOf(panel: Panel): readonly string[] {
  if ('kpis' in panel) return panel.kpis;
  return 'kpi' in panel ? [panel.kpi] : [];
}

function isAmount(kpi: string): boolean {
  return isByCurrency(kpiOf(kpi));
}
