import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import type { AlarmDefinition } from '../alarm-definition.ts';
import { awsMetric, joined } from '../aws-metrics.ts';
import { audiences, severities } from '../kinds/alarm-kind.ts';

/** The alarm of the alarms: messages of these topics that reached nobody. */
export const alertAlarms = ({ prefix }: Cell): readonly AlarmDefinition[] => {
  const name = names(prefix);
  const topics = audiences.flatMap((audience) =>
    severities.map((severity) => name.alertTopic(audience, severity)),
  );
  return [
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
  ];
};
