import type { Looker } from '../../asks.ts';
import type { Panel } from '../../pages/dashboard.ts';
import { usualAsks } from '../../usual.ts';
import type { Ask } from '../data/use-readings.ts';
import { AgingPanel } from './aging-panel.tsx';
import { asksFor, type Board } from './board.ts';
import { CellPanel } from './cell-panels.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { InvoicesPanel } from './invoices-panel.tsx';
import { StagesPanel, stagesAsks } from './stages-panel.tsx';
import { TablePanel, tableAsks } from './table-panel.tsx';
import { TimePanel, timeAsks } from './time-panel.tsx';
import { TrafficPanel, trafficAsk } from './traffic-panel.tsx';
import { UsualPanel } from './usual-panel.tsx';

/** What a panel asks for. */
export function asksOf(panel: Panel, looker: Looker): readonly Ask[] {
  switch (panel.kind) {
    case 'figures':
      return panel.kpis.flatMap((kpi) => asksFor({ kpi }, looker));
    case 'usual':
      return usualAsks(panel, looker).flatMap((ask) => asksFor(ask, looker));
    case 'aging':
    case 'invoices':
      return asksFor({ kpi: panel.kpi }, looker);
    case 'time':
      return timeAsks(panel, looker).flatMap((ask) => asksFor(ask, looker));
    case 'table':
      return tableAsks(panel).flatMap((ask) => asksFor(ask, looker));
    case 'funnel':
      return panel.kpis.flatMap((kpi) => asksFor({ kpi }, looker));
    case 'stages':
      return stagesAsks(panel).flatMap((ask) => asksFor(ask, looker));
    case 'traffic':
      return asksFor(trafficAsk(panel), looker);
    case 'freshness':
    case 'health':
    case 'stuck':
      return [];
  }
}

/** A panel as its definition says. */
export function PanelView({ panel, board }: { panel: Panel; board: Board }) {
  switch (panel.kind) {
    case 'figures':
      return <FiguresPanel panel={panel} board={board} />;
    case 'usual':
      return <UsualPanel panel={panel} board={board} />;
    case 'aging':
      return <AgingPanel panel={panel} board={board} />;
    case 'time':
      return <TimePanel panel={panel} board={board} />;
    case 'table':
      return <TablePanel panel={panel} board={board} />;
    case 'invoices':
      return <InvoicesPanel panel={panel} board={board} />;
    case 'funnel':
      return <FunnelPanel panel={panel} board={board} />;
    case 'stages':
      return <StagesPanel panel={panel} board={board} />;
    case 'traffic':
      return <TrafficPanel panel={panel} board={board} />;
    case 'freshness':
    case 'health':
    case 'stuck':
      return <CellPanel panel={panel} board={board} />;
  }
}
