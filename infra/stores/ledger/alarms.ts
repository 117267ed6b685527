import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { awsMetric, refusedCalls } from '../../metrics/aws-metrics.ts';
import type { Graph } from '../../metrics/graphs.ts';
import { ledgerKinds } from './kinds.ts';

const sum = { statistic: 'Sum' } as const;

/** The alarms of the ledger. */
export function ledgerAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const { ledgerTable: table } = names(prefix);
  return alarmsOfKinds(ledgerKinds, [
    {
      kind: 'ledger-throttled',
      watches: [table],
      metric: refusedCalls(table, ledgerTable.deadlines.index),
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
