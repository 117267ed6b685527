import type { EChartsCoreOption } from 'echarts/core';
import { stages } from '../../../schemas/stages.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import { columnTotal, type StageColumn } from '../../stage-columns.ts';
import { stageTitles } from '../../stage-titles.ts';
import { bucketForms } from '../format/buckets.ts';
import { formatCount } from '../format/numbers.ts';
import { formatInstant } from '../format/times.ts';

/** Font and colours in effect, as the style sheet has them. */
export interface ChartStyle {
  readonly font: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  /** The colour that a custom property of the style sheet has. */
  readonly colorOf: (property: string) => string;
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

/** Values by the step of time that they belong to. */
export interface ChartData {
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Whether they are parts of a whole; otherwise they stand side by side. */
  readonly stacked?: boolean;
  /** Between which values nothing is remarkable. */
  readonly range?: ChartRange;
  /** Steps that are marked, by their positions, both included. */
  readonly bands?: readonly { readonly first: number; readonly last: number }[];
}

export interface ChartSeries {
  readonly title: string;
  /** Its colour: a custom property of the style sheet. */
  readonly color: string;
  /** Drawn with dashes: not what is, but what may come. */
  readonly isEstimate?: boolean;
  /** Null where there is none. */
  readonly values: readonly (number | null)[];
  /** Of each step of a line whether it has a dot; none unless given. */
  readonly dots?: readonly boolean[];
}

/** An area between two values of each step. */
export interface ChartRange {
  readonly title: string;
  /** Its colour: a custom property of the style sheet. */
  readonly color: string;
  /** Null where there is none. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/**
 * Columns or lines over time.
 * @param format writes a value
 */
export function chartOptions(
  { labels, series, stacked = false, bands = [], range }: ChartData,
  { font, text, line, surface, colorOf }: ChartStyle,
  { kind, format, short }: ChartForm,
): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 4, right: 4, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      axisPointer: { type: kind === 'bar' ? 'shadow' : 'line', shadowStyle: { color: line, opacity: 0.5 } },
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: text, hideOverlap: true, margin: 10, lineHeight: 15 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: line } },
      // The lowest one stands on the line, clear of the first one below it.
      axisLabel: {
        color: text,
        verticalAlignMinLabel: 'bottom',
        formatter: (value: number) => short(value),
      },
    },
    series: [
      ...series.map(({ title, color, values, dots, isEstimate = false }, index) => ({
        type: kind,
        name: title,
        // The first one carries the marks: they belong to the chart.
        ...(index === 0 && {
          markArea: {
            silent: true,
            itemStyle: { color: colorOf('--late'), opacity: 0.25 },
            data: bands.map((band) => markOf(band, labels.length)),
          },
        }),
        ...(stacked && { stack: 'bucket' }),
        ...(kind === 'bar' ? { barCategoryGap: '25%', barGap: '10%' } : { showSymbol: dots !== undefined }),
        lineStyle: { width: 2, type: isEstimate ? 'dashed' : 'solid' },
        itemStyle:
          isEstimate && kind === 'bar'
            ? { color: surface, borderColor: colorOf(color), borderType: 'dashed', borderWidth: 1.5 }
            : { color: colorOf(color) },
        emphasis: { disabled: true },
        data: dots
          ? values.map(dotted(dots))
          : isEstimate && kind === 'bar'
            ? values.map(withoutStub)
            : [...values],
      })),
      ...(range ? rangeSeries(range, colorOf(range.color), format) : []),
    ],
  };
}

/** What is below the area, which is not seen, and stacked on it the area; the tooltip says between which values. */
function rangeSeries(
  { title, low, high }: ChartRange,
  color: string,
  format: ChartForm['format'],
): readonly object[] {
  const unseen = { type: 'line', stack: 'range', showSymbol: false, lineStyle: { opacity: 0 }, z: 1 };
  const heights = high.map((value, step) => (value === null ? null : value - (low[step] ?? 0)));
  const formatHigh = (_: unknown, step: number) => {
    const value = high[step];
    return value === null || value === undefined ? '–' : format(value);
  };
  return [
    { ...unseen, name: `${title} from`, itemStyle: { color }, emphasis: { disabled: true }, data: [...low] },
    {
      ...{ ...unseen, name: `${title} to`, itemStyle: { color }, emphasis: { disabled: true } },
      areaStyle: { color, opacity: 0.15 },
      tooltip: { valueFormatter: formatHigh },
      data: heights,
    },
  ];
}

/** From the beginning of the first step to that of the one after the last; at the end of the chart up to there. */
function markOf({ first, last }: { readonly first: number; readonly last: number }, steps: number) {
  const end = Math.min(last + 1, steps - 1);
  return [{ xAxis: end === first ? Math.max(0, first - 1) : first }, { xAxis: end }];
}

/** Gives the steps of a line their dots. */
function dotted(dots: readonly boolean[]) {
  return (value: number | null, step: number) => ({
    ...{ value, symbol: dots[step] ? 'circle' : 'none', symbolSize: 7 },
  });
}

/** A dashed column of 0 would be a dash of its own on the line: it has no border. */
function withoutStub(value: number | null) {
  return value === 0 ? { value, itemStyle: { borderWidth: 0 } } : value;
}

/** How a chart is drawn, and how its values are written: in full, and beside the axis. */
export interface ChartForm {
  readonly kind: 'bar' | 'line';
  readonly format: (value: number) => string;
  readonly short: (value: number) => string;
}

/** A column per bucket and a colour per stage, stacked in the order of the path. */
export function stageChart({ bucket }: ChartPanel, columns: readonly StageColumn[]): ChartData {
  return {
    labels: columns.map(({ at }) => formatInstant(at, bucketForms[bucket].form)),
    series: stages.map((stage) => ({
      title: stageTitles[stage],
      color: `--${stage}`,
      values: columns.map(({ counts }) => counts[stage]),
    })),
    stacked: true,
  };
}
