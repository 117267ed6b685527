import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { stages } from '../../../schemas/stages.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import type { StageColumn } from '../../stage-columns.ts';
import { stageTitles } from '../../stage-titles.ts';
import { chartStyle } from '../data/chart-style.ts';
import { useTheme } from '../data/theme.ts';
import { chartOptions, describeChart } from './chart-options.ts';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

interface KpiChartProps {
  readonly panel: ChartPanel;
  readonly columns: readonly StageColumn[];
}

/** A count over time as a chart, with its description as the accessible name. */
export function KpiChart({ panel, columns }: KpiChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const theme = useTheme();

  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    const drawn = init(element, null, { renderer: 'svg' });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, []);

  // The colours come from the style sheet, which the theme switches before this runs.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours
  useEffect(() => {
    chart.current?.setOption(chartOptions(panel, columns, chartStyle()));
  }, [panel, columns, theme]);

  return (
    <>
      <ul className="legend" aria-label="Colours">
        {stages.map((stage) => (
          <li key={stage} className={`stage-${stage}`}>
            {stageTitles[stage]}
          </li>
        ))}
      </ul>
      <div role="img" aria-label={describeChart(panel, columns)}>
        <div ref={host} className="chart-host" aria-hidden="true" />
      </div>
    </>
  );
}
