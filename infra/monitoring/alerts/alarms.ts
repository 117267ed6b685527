import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { timeoutSeconds } from '../../cells/timeouts.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { awsMetric, functionMetric, joined } from '../../metrics/aws-metrics.ts';
import { percentageOfTimeout } from '../functions/alarms.ts';
import { alertKinds } from './kinds.ts';

const sum = { statistic: 'Sum' } as const;

/** The alarms of the alarms: those that reached nobody, and the function that has people told. */
export function alertAlarms({ prefix, alerts }: Cell): readonly AlarmDefinition[] {
  const name = names(prefix);
  const router = name.alertRouterFunction;
  const topics = [
    ...[name.alarmTopic, name.directAlarmTopic],
    ...Object.keys(alerts.contacts).map(name.alertTopic),
  ];
  const watches = [router];
  const dimensions = { FunctionName: router };
  return alarmsOfKinds(alertKinds, [
    {
      kind: 'alerts-undelivered',
      watches: topics,
      metric: joined(
        'SUM',
        topics.map((TopicName) => awsMetric('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName }, sum)),
        'undelivered',
      ),
    },
    { kind: 'alert-router-errors', watches, metric: awsMetric('AWS/Lambda', 'Errors', dimensions, sum) },
    {
      kind: 'alert-router-throttled',
      watches,
      metric: awsMetric('AWS/Lambda', 'Throttles', dimensions, sum),
    },
    {
      kind: 'alert-router-slow',
      watches,
      metric: percentageOfTimeout(router, timeoutSeconds.alertRouter),
    },
    {
      kind: 'alert-router-silent',
      watches: [metricNames.alertsAnnounced, router],
      metric: functionMetric('alertsAnnounced', { service: router }, { statistic: 'SampleCount' }),
    },
  ]);
}
