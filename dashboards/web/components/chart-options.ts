import type { EChartsCoreOption } from 'echarts/core';
import { stages } from '../../../schemas/stages.ts';
import type { Traffic } from '../../console-api.ts';
import { livePage } from '../../live-page.ts';
import { formatCount, formatShortCount } from '../format/numbers.ts';
import { formatInstant } from '../format/times.ts';

/** Font and colours in effect, as the style sheet has them. */
export interface ChartStyle {
  readonly font: string;
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
export const trafficOptions = (traffic: Traffic, style: ChartStyle): EChartsCoreOption => ({
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
    data: traffic.minutes.map((each) => formatInstant(each.minute, 'minute')),
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
  series: livePage.traffic.series.map((series) => ({
    type: 'bar',
    name: series.title,
    stack: 'minute',
    barCategoryGap: '25%',
    itemStyle: { color: style.stages[series.key] },
    emphasis: { disabled: true },
    data: traffic.minutes.map((each) => each.counts[series.key]),
  })),
});
