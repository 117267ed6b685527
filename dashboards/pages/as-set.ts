import type { FigureSettings } from '../figure-settings.ts';
import type { Dashboard, Panel } from './dashboard.ts';

/** Where an approval by a person is no touch, this stands in the place of that. */
const approvalAside: Readonly<Record<string, string>> = {
  'touchless-rate': 'touchless-but-approved-rate',
};

/** The page as a cell's settings have it. */
export function asSet(dashboard: Dashboard, { approvalIsTouch = true }: FigureSettings): Dashboard {
  if (approvalIsTouch) return dashboard;
  const panelOf = (panel: Panel): Panel =>
    'kpis' in panel ? { ...panel, kpis: panel.kpis.map((kpi) => approvalAside[kpi] ?? kpi) } : panel;
  const sections = dashboard.sections.map((section) => ({
    ...section,
    panels: section.panels.map(panelOf),
  }));
  return { ...dashboard, sections };
}
