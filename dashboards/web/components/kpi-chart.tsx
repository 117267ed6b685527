import { stages } from '../../../schemas/stages.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import type { StageColumn } from '../../stage-columns.ts';
import { stageTitles } from '../../stage-titles.ts';
import { formatCount, formatShortCount } from '../format/numbers.ts';
import { type ChartForm, describeChart, stageChart } from './chart-options.ts';
import { LazyChart } from './lazy-chart.tsx';

interface KpiChartProps {
  readonly panel: ChartPanel;
  readonly columns: readonly StageColumn[];
}

const form: ChartForm = { kind: 'bar', format: formatCount, short: formatShortCount };

/** A count over time by stage as a chart. */
export function KpiChart({ panel, columns }: KpiChartProps) {
  return (
    <>
      <ul className="legend" aria-label="Colours">
        {stages.map((stage) => (
          <li key={stage} className={`stage-${stage}`}>
            {stageTitles[stage]}
          </li>
        ))}
      </ul>
      <LazyChart data={stageChart(panel, columns)} form={form} description={describeChart(panel, columns)} />
    </>
  );
}
