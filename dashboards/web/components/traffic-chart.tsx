import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Traffic } from '../../console-api.ts';
import { livePage } from '../../live-page.ts';
import { chartStyle } from '../data/chart-style.ts';
import { useTheme } from '../data/theme.ts';
import { describeTraffic, trafficOptions } from './chart-options.ts';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

/** The traffic of the last hour as a chart, with its description as the accessible name. */
export function TrafficChart({ traffic }: { traffic: Traffic }) {
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
    chart.current?.setOption(trafficOptions(traffic, chartStyle()));
  }, [traffic, theme]);

  return (
    <>
      <ul className="legend" aria-label="Colours">
        {livePage.traffic.series.map((series) => (
          <li key={series.key} className={`stage-${series.key}`}>
            {series.title}
          </li>
        ))}
      </ul>
      <div role="img" aria-label={describeTraffic(traffic)}>
        <div ref={host} className="chart-host" aria-hidden="true" />
      </div>
    </>
  );
}
