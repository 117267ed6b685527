import { useCallback, useState } from 'react';
import { kpiOf } from '../../kpis/registry.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import { stageColumns } from '../../stage-columns.ts';
import { fetchChart } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { KpiChart } from './kpi-chart.tsx';
import { KpiTable } from './kpi-table.tsx';
import { Message } from './message.tsx';
import { Panel } from './panel.tsx';

/** A KPI over time, as a chart or as a table. */
export function KpiPanel({ panel }: { panel: ChartPanel }) {
  const ask = useCallback(
    async (signal: AbortSignal) => stageColumns(await fetchChart(panel, signal)),
    [panel],
  );
  const { data, error } = usePolled(ask, 5_000);
  const [asTable, setAsTable] = useState(false);
  const { title, explanation } = kpiOf(panel.kpi);
  return (
    <Panel
      title={title}
      help={`${explanation} Last ${panel.buckets} ${panel.bucket}s.`}
      actions={
        <button
          type="button"
          className="button"
          aria-pressed={asTable}
          onClick={() => setAsTable((table) => !table)}
        >
          Show as table
        </button>
      }
    >
      {!data && !error && <Message title={`Reading the last ${panel.buckets} ${panel.bucket}s…`} />}
      {!data && error && <Message title="The figures cannot be shown now.">{error.message}</Message>}
      {data && asTable && <KpiTable panel={panel} columns={data} />}
      {data && !asTable && <KpiChart panel={panel} columns={data} />}
    </Panel>
  );
}
