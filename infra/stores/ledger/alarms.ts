import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { awsMetric, joined } from '../../metrics/aws-metrics.ts';
import type { Graph } from '../../metrics/graphs.ts';
import { ledgerKinds } from './kinds.ts';

const sum = { statistic: 'Sum' } as const;

/** The alarms of the ledger. */
export function ledgerAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const table = { TableName: names(prefix).ledgerTable };
  const index = { ...table, GlobalSecondaryIndexName: ledgerTable.deadlines.index };
  return alarmsOfKinds(ledgerKinds, [
    {
      kind: 'ledger-throttled',
      watches: [table.TableName],
      metric: joined(
        'SUM',
        [
          awsMetric('AWS/DynamoDB', 'ReadThrottleEvents', table, sum),
          awsMetric('AWS/DynamoDB', 'WriteThrottleEvents', table, sum),
          awsMetric('AWS/DynamoDB', 'ReadThrottleEvents', index, sum),
          awsMetric('AWS/DynamoDB', 'WriteThrottleEvents', index, sum),
        ],
        'refused calls',
      ),
    },
  ]);
}

/** What a dashboard shows of the ledger. */
export function ledgerGraphs({ prefix }: Cell): readonly Graph[] {
  const table = { TableName: names(prefix).ledgerTable };
  return [
    {
      title: 'Ledger: capacity used',
      unit: 'units / min',
      metrics: [
        awsMetric('AWS/DynamoDB', 'ConsumedWriteCapacityUnits', table, { ...sum, label: 'writes' }),
        awsMetric('AWS/DynamoDB', 'ConsumedReadCapacityUnits', table, { ...sum, label: 'reads' }),
      ],
    },
  ];
}
