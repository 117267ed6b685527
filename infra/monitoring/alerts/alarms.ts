import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { timeoutSeconds } from '../../cells/timeouts.ts';
import { type AlarmDefinition, alarmsOfKinds, type WatchOf } from '../../metrics/alarm-definition.ts';
import { awsMetric, functionMetric, joined } from '../../metrics/aws-metrics.ts';
import { invocationMetrics } from '../functions/alarms.ts';
import { alertKinds } from './kinds.ts';

/** The alarms of the alarms: those that reached nobody, and the function that has people told. */
export function alertAlarms({ prefix, alerts }: Cell): readonly AlarmDefinition[] {
  const name = names(prefix);
  const router = name.alertRouterFunction;
  const topics = [
    ...[name.alarmTopic, name.directAlarmTopic],
    ...Object.keys(alerts.contacts).map(name.alertTopic),
  ];
  const watches = [router];
  const { errors, throttles, slowest } = invocationMetrics(router, timeoutSeconds.alertRouter);
  return alarmsOfKinds(alertKinds, [
    {
      kind: 'alerts-undelivered',
      watches: topics,
      metric: joined(
        'SUM',
        topics.map((TopicName) =>
          awsMetric('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName }, { statistic: 'Sum' }),
        ),
        'undelivered',
      ),
    },
    { kind: 'alert-router-errors', watches, metric: errors },
    { kind: 'alert-router-throttled', watches, metric: throttles },
    { kind: 'alert-router-slow', watches, metric: slowest },
    {
      kind: 'alert-router-silent',
      watches: [metricNames.alertsAnnounced, router],
      metric: functionMetric('alertsAnnounced', { service: router }, { statistic: 'SampleCount' }),
    },
    ...(alerts.links ? linkAlarms(name.alertLinksFunction) : []),
  ]);
}

/** The page of the links in announcements, as Lambda sees it. */
function linkAlarms(functionName: string): readonly WatchOf<keyof typeof alertKinds>[] {
  const watches = [functionName];
  const { errors, throttles, slowest } = invocationMetrics(functionName, timeoutSeconds.alertLinks);
  return [
    { kind: 'alert-links-errors', watches, metric: errors },
    { kind: 'alert-links-throttled', watches, metric: throttles },
    { kind: 'alert-links-slow', watches, metric: slowest },
  ];
}
