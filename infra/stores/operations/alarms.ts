import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { awsMetric, joined } from '../../metrics/aws-metrics.ts';
import { operationsKinds } from './kinds.ts';

/** The alarms of the operations table. */
export function operationsAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const table = { TableName: names(prefix).operationsTable };
  const sum = { statistic: 'Sum' } as const;
  return alarmsOfKinds(operationsKinds, [
    {
      kind: 'operations-throttled',
      watches: [table.TableName],
      metric: joined(
        'SUM',
        [
          awsMetric('AWS/DynamoDB', 'ReadThrottleEvents', table, sum),
          awsMetric('AWS/DynamoDB', 'WriteThrottleEvents', table, sum),
        ],
        'refused calls',
      ),
    },
  ]);
}
