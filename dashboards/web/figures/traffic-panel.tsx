import { useState } from 'react';
import type { FigureAsk } from '../../asks.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { TrafficPanel as TrafficPanelData } from '../../pages/dashboard.ts';
import { stageColumns } from '../../stage-columns.ts';
import { KpiChart } from '../components/kpi-chart.tsx';
import { KpiTable } from '../components/kpi-table.tsx';
import { type Board, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { askedCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { TableToggle } from './table-toggle.tsx';

/** What the panel asks for: the events of each of the last minutes, by stage. */
export function trafficAsk({ kpi, minutes }: TrafficPanelData): FigureAsk {
  return { kpi, by: ['stage'], bucket: 'minute', last: `${minutes}m` };
}

/** Events per minute, in the colours of the stages. */
export function TrafficPanel({ panel, board }: { panel: TrafficPanelData; board: Board }) {
  const [asTable, setAsTable] = useState(false);
  const ask = trafficAsk(panel);
  const reading = board.answers.get(nameOf(ask));
  const chart = { kpi: panel.kpi, bucket: 'minute', buckets: panel.minutes } as const;
  const columns = reading && stageColumns(reading);
  return (
    <PanelFrame
      panel={panel}
      board={board}
      names={[nameOf(ask)]}
      csv={() => askedCells([ask], board)}
      actions={
        <>
          <Explanation kpi={kpiOf(panel.kpi)} board={board} />
          <TableToggle asTable={asTable} onToggle={setAsTable} />
        </>
      }
    >
      {columns &&
        (asTable ? (
          <KpiTable panel={chart} columns={columns} />
        ) : (
          <KpiChart panel={chart} columns={columns} />
        ))}
    </PanelFrame>
  );
}
