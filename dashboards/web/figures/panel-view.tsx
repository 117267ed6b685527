import type { Looker } from '../../asks.ts';
import { lacksData } from '../../coverage.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { Panel } from '../../pages/dashboard.ts';
import { usualAsks } from '../../usual.ts';
import { AnomalyPanel } from '../anomalies/anomaly-panel.tsx';
import type { Ask } from '../data/use-readings.ts';
import { AgingPanel } from './aging-panel.tsx';
import { asksFor, type Board } from './board.ts';
import { CellPanel } from './cell-panels.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { InvoicesPanel } from './invoices-panel.tsx';
import { NoData } from './lacking.tsx';
import { StagesPanel, stagesAsks } from './stages-panel.tsx';
import { TablePanel, tableAsks } from './table-panel.tsx';
import { TimePanel, timeAsks } from './time-panel.tsx';
import { TrafficPanel, trafficAsk } from './traffic-panel.tsx';
import { UsualPanel } from './usual-panel.tsx';
import { VolumesPanel } from './volumes-panel.tsx';

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
    case 'forecast':
    case 'volumes':
    case 'anomalies':
      return [];
  }
}

/** The figures of a panel that are of the page's period; none if it is of a time of its own. */
function kpisOf(panel: Panel): readonly Kpi[] {
  switch (panel.kind) {
    case 'figures':
    case 'funnel':
    case 'table':
      return panel.kpis.map(kpiOf);
    case 'time':
      return panel.weeksAhead === undefined ? panel.kpis.map(kpiOf) : [];
    case 'aging':
    case 'invoices':
      return [kpiOf(panel.kpi)];
    default:
      return [];
  }
}

/** A panel as its definition says; one of a period without data says that. */
export function PanelView({ panel, board }: { panel: Panel; board: Board }) {
  const kpis = kpisOf(panel);
  const isEmpty = kpis.length > 0 && kpis.every((kpi) => lacksData(kpi, board.looker, board.coverage));
  return isEmpty ? <NoData panel={panel} board={board} /> : <PanelContent panel={panel} board={board} />;
}

function PanelContent({ panel, board }: { panel: Panel; board: Board }) {
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
    case 'anomalies':
      return <AnomalyPanel panel={panel} board={board} />;
    case 'forecast':
      return <ForecastPanel panel={panel} board={board} />;
    case 'volumes':
      return <VolumesPanel panel={panel} board={board} />;
    case 'freshness':
    case 'health':
    case 'stuck':
      return <CellPanel panel={panel} board={board} />;
  }
}
