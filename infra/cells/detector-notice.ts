import type { Cell } from './cell.ts';

/** What whoever deploys a cell has to know whose store keeps no sums of past hours to judge by. */
export function noDetectorNotice({ name, timeSeries }: Pick<Cell, 'name' | 'timeSeries'>): string {
  return `Nobody looks for unusually many or few events in ${name}: the store ${timeSeries.store} keeps no sums of past hours, so the cell has no AnomalyDetector, no alarm of it, and no scores. To have them, deploy a cell with the default store (timeSeries in infra/cells/cells.ts, docs/deploying.md), and have producers send there.`;
}
