import type { EChartsCoreOption } from 'echarts/core';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import { columnTotal, type StageColumn } from '../../stage-columns.ts';
import { stageTitles } from '../../stage-titles.ts';
import { bucketForms } from '../format/buckets.ts';
import { formatCount, formatShortCount } from '../format/numbers.ts';
import { formatInstant } from '../format/times.ts';

/** Font and colours in effect, as the style sheet has them. */
export interface ChartStyle {
  readonly font: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly stages: Readonly<Record<Stage, string>>;
}

/** What the chart shows, in words, for those who cannot see it. */
export function describeChart({ kpi, bucket }: ChartPanel, columns: readonly StageColumn[]): string {
  const totals = columns.map(columnTotal);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const peak = Math.max(0, ...totals);
  const peakColumn = columns[totals.indexOf(peak)];
  const span = `in the last ${totals.length} ${bucket}s`;
  if (all === 0 || !peakColumn) return `${kpiOf(kpi).title}: nothing ${span}.`;
  return (
    `Stacked columns, one per ${bucket} and one colour per stage. ` +
    `${kpiOf(kpi).title}: ${formatCount(all)} ${span}; ` +
    `most in the ${bucket} of ${formatInstant(peakColumn.at, bucketForms[bucket].form)}: ${formatCount(peak)}.`
  );
}

/** A column per bucket and a colour per stage, stacked in the order of the path. */
export function chartOptions(
  { bucket }: ChartPanel,
  columns: readonly StageColumn[],
  style: ChartStyle,
): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: style.font },
    grid: { left: 4, right: 4, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: style.line, opacity: 0.5 } },
      backgroundColor: style.surface,
      borderColor: style.line,
      textStyle: { color: style.text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatCount(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: columns.map(({ at }) => formatInstant(at, bucketForms[bucket].form)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: style.line } },
      axisLabel: { color: style.text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: style.line } },
      axisLabel: { color: style.text, formatter: (value: number) => formatShortCount(value) },
    },
    series: stages.map((stage) => ({
      type: 'bar',
      name: stageTitles[stage],
      stack: 'bucket',
      barCategoryGap: '25%',
      itemStyle: { color: style.stages[stage] },
      emphasis: { disabled: true },
      data: columns.map(({ counts }) => counts[stage]),
    })),
  };
}
