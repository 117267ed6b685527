import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { audiences, severities } from '../../metrics/alarm-kind.ts';
import { awsMetric, joined } from '../../metrics/aws-metrics.ts';
import { alertKinds } from './kinds.ts';

/** The alarm of the alarms: messages of these topics that reached nobody. */
export function alertAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const name = names(prefix);
  const topics = audiences.flatMap((audience) =>
    severities.map((severity) => name.alertTopic(audience, severity)),
  );
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
  ]);
}
