import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { chartStyle } from '../data/chart-style.ts';
import { useTheme } from '../data/theme.ts';
import { type ChartData, type ChartForm, chartOptions } from './chart-options.ts';

use([BarChart, LineChart, GridComponent, MarkAreaComponent, TooltipComponent, SVGRenderer]);

interface TimeChartProps {
  readonly data: ChartData;
  /** Must keep its identity: another one draws the chart anew. */
  readonly form: ChartForm;
  /** What it shows, in words. */
  readonly description: string;
  readonly className?: string;
}

/** Values over time as a chart, with its description as the accessible name. */
export function TimeChart({ data, form, description, className = '' }: TimeChartProps) {
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
    // On paper it has another width, which nothing tells in time: the drawing is scaled to it.
    const toPaper = () =>
      element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${drawn.getWidth()} ${drawn.getHeight()}`);
    const toScreen = () => element.querySelector('svg')?.removeAttribute('viewBox');
    addEventListener('beforeprint', toPaper);
    addEventListener('afterprint', toScreen);
    return () => {
      removeEventListener('beforeprint', toPaper);
      removeEventListener('afterprint', toScreen);
      watcher.disconnect();
      drawn.dispose();
    };
  }, []);

  // What is drawn is compared by its content, so that the same figures read again draw nothing. The
  // colours come from the style sheet, which the theme switches before this runs.
  const content = JSON.stringify(data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours
  useEffect(() => {
    chart.current?.setOption(chartOptions(data, chartStyle(), form));
  }, [content, form, theme]);

  return (
    <div role="img" aria-label={description}>
      <div ref={host} className={`chart-host ${className}`} aria-hidden="true" />
    </div>
  );
}
