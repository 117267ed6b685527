import { useCallback, useState } from 'react';
import { kpiOf } from '../../kpis/registry.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import { stageColumns } from '../../stage-columns.ts';
import { fetchChart } from '../data/api.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { columnCells, statedOfCell } from '../figures/panel-csv.ts';
import { TableToggle } from '../figures/table-toggle.tsx';
import { KpiChart } from './kpi-chart.tsx';
import { KpiTable } from './kpi-table.tsx';
import { Message } from './message.tsx';
import { Panel } from './panel.tsx';

/** A KPI over time, as a chart or as a table. */
export function KpiPanel({ panel, feed }: { panel: ChartPanel; feed: Feed }) {
  const ask = useCallback(
    async (signal: AbortSignal) => stageColumns(await fetchChart(panel, signal)),
    [panel],
  );
  const { data, error } = usePolled(ask, 5_000);
  const [asTable, setAsTable] = useState(false);
  const { title, explanation } = kpiOf(panel.kpi);
  const status = feed.window.at(-1);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <Panel
      title={title}
      help={`${explanation} Last ${panel.buckets} ${panel.bucket}s.`}
      actions={
        <>
          <TableToggle asTable={asTable} onToggle={setAsTable} />
          {data && status && (
            <CsvButton
              title={title}
              rows={() => columnCells(panel.kpi, data)}
              stated={statedOfCell(feed, Date.parse(status.now), timeZone)}
            />
          )}
        </>
      }
    >
      {!data && !error && <Message title={`Reading the last ${panel.buckets} ${panel.bucket}s…`} />}
      {!data && error && <Message title="The figures cannot be shown now.">{error.message}</Message>}
      {data && asTable && <KpiTable panel={panel} columns={data} />}
      {data && !asTable && <KpiChart panel={panel} columns={data} />}
    </Panel>
  );
}
