import { kpiOf } from '../../kpis/registry.ts';
import type { FunnelPanel as FunnelPanelData } from '../../pages/dashboard.ts';
import { formatValue } from '../format/values.ts';
import { type Board, figuresFor, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureValue } from './figure-value.tsx';
import { figureCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';

/** Steps as bars: how many get through each, and which share of the first step that is. */
export function FunnelPanel({ panel, board }: { panel: FunnelPanelData; board: Board }) {
  const steps = panel.kpis.map((id) => ({ kpi: kpiOf(id), figure: figuresFor({ kpi: id }, board)?.[0] }));
  const first = Number(steps[0]?.figure?.row.value ?? 0);
  return (
    <PanelFrame
      panel={panel}
      board={board}
      names={panel.kpis.map((kpi) => nameOf({ kpi }))}
      csv={() => steps.flatMap(({ kpi, figure }) => (figure ? [figureCells(kpi, figure, board)] : []))}
    >
      <ol className="funnel">
        {steps.map(({ kpi, figure }) => {
          const share = first > 0 ? Number(figure?.row.value ?? 0) / first : 0;
          return (
            <li key={kpi.id}>
              <span className="funnel-name">
                {kpi.title}
                <Explanation kpi={kpi} board={board} />
              </span>
              <span className="share-bar" aria-hidden="true">
                <span style={{ width: `${share * 100}%` }} />
              </span>
              <span className="number">
                {figure && <FigureValue kpi={kpi} figure={figure} board={board} />}
              </span>
              <span className="number muted">{formatValue(`${share}`, 'share', undefined)}</span>
            </li>
          );
        })}
      </ol>
    </PanelFrame>
  );
}
