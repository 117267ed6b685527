import { type MetricReading, type MetricStore, minuteMs, type Periods } from '../metrics/metric-store.ts';
import type { Alarm, MetricAlarm, Query } from './alarm.ts';
import { evaluationRange } from './alarm-state.ts';
import { evaluateExpression, type TimeSeries } from './math/evaluate.ts';

const minutesOf = ({ periodSeconds }: Pick<MetricAlarm, 'periodSeconds'>) =>
  (periodSeconds * 1_000) / minuteMs;

/** What the alarms read of their metrics: all that a store has to keep for them. */
export function readingsOf(alarms: readonly Alarm[]): readonly MetricReading[] {
  return alarms.flatMap((alarm) => {
    if (alarm.kind !== 'metric') return [];
    // Periods begin at round times, so that the newest may have ended nearly a whole one ago.
    const reachMinutes = (evaluationRange(alarm) + 1) * minutesOf(alarm);
    return sourcesOf(alarm.query).map((source) => ({ ...source, reachMinutes }));
  });
}

function sourcesOf(query: Query): Omit<MetricReading, 'reachMinutes'>[] {
  switch (query.kind) {
    case 'metric':
      return [{ metric: query.metric, statistic: query.statistic }];
    case 'sum':
      return [{ metric: query.metric, statistic: 'Sum', withOtherDimensions: true }];
    case 'math':
      return [...query.inputs.values()].flatMap(sourcesOf);
  }
}

/** The periods an alarm looks at when so many minutes since the epoch are over. */
export function periodsOf(alarm: MetricAlarm, endMinute: number): Periods {
  const minutesEach = minutesOf(alarm);
  const count = evaluationRange(alarm);
  const end = Math.floor(endMinute / minutesEach) * minutesEach;
  return { first: end - count * minutesEach, minutesEach, count };
}

/** The value of each period, oldest first. */
export function datapoints(query: Query, store: MetricStore, periods: Periods): TimeSeries {
  switch (query.kind) {
    case 'metric':
      return store.read(query.metric, query.statistic, periods);
    case 'sum':
      return store.sumOf(query.metric, periods);
    case 'math': {
      const { expression, inputs } = query;
      const seriesOf = (id: string) => {
        const input = inputs.get(id);
        return input ? datapoints(input, store, periods) : [];
      };
      return evaluateExpression(expression, seriesOf, periods.count);
    }
  }
}
