import type { EChartsCoreOption } from 'echarts/core';
import { stages } from '../../../schemas/stages.ts';
import type { Traffic } from '../../console-api.ts';
import { livePage } from '../../live-page.ts';
import { formatCount, formatShortCount } from '../format/numbers.ts';
import { formatInstant } from '../format/times.ts';

/** Colours of the theme in effect, as the style sheet has them. */
export interface ChartColors {
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly stages: Readonly<Record<(typeof stages)[number], string>>;
}

/** Events in all stages of a minute. */
export const minuteTotal = (minute: Traffic['minutes'][number]): number =>
  stages.reduce((sum, stage) => sum + minute.counts[stage], 0);

/** What the chart shows, in words: for whoever cannot see it. */
export const describeTraffic = (traffic: Traffic): string => {
  const totals = traffic.minutes.map(minuteTotal);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const peak = Math.max(0, ...totals);
  const peakMinute = traffic.minutes[totals.indexOf(peak)];
  if (all === 0 || !peakMinute) return `No event in the last ${totals.length} minutes.`;
  return (
    `Stacked columns, one per minute and one colour per stage. ${formatCount(all)} events in the last ` +
    `${totals.length} minutes; most in the minute of ${formatInstant(peakMinute.minute, 'minute')}: ${formatCount(peak)}.`
  );
};

/** The traffic chart: columns per minute, a colour per stage, stacked in the order of the path. */
export const trafficOptions = (traffic: Traffic, colors: ChartColors): EChartsCoreOption => ({
  animation: false,
  textStyle: { fontFamily: 'inherit' },
  grid: { left: 4, right: 4, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  legend: {
    top: 0,
    left: 0,
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 16,
    icon: 'roundRect',
    textStyle: { color: colors.text, fontSize: 12 },
  },
  tooltip: {
    trigger: 'axis',
    axisPointer: { type: 'shadow', shadowStyle: { color: colors.line, opacity: 0.5 } },
    backgroundColor: colors.surface,
    borderColor: colors.line,
    textStyle: { color: colors.text, fontSize: 12 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? formatCount(value) : '–'),
  },
  xAxis: {
    type: 'category',
    data: traffic.minutes.map((each) => formatInstant(each.minute, 'minute')),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colors.line } },
    axisLabel: { color: colors.text, hideOverlap: true },
  },
  yAxis: {
    type: 'value',
    minInterval: 1,
    splitNumber: 4,
    splitLine: { lineStyle: { color: colors.line } },
    axisLabel: { color: colors.text, formatter: (value: number) => formatShortCount(value) },
  },
  series: livePage.traffic.series.map((series) => ({
    type: 'bar',
    name: series.title,
    stack: 'minute',
    barCategoryGap: '25%',
    itemStyle: { color: colors.stages[series.key] },
    emphasis: { disabled: true },
    data: traffic.minutes.map((each) => each.counts[series.key]),
  })),
});
