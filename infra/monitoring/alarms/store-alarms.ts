import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import type { AlarmDefinition } from '../alarm-definition.ts';
import { awsMetric, everyMinute, joined } from '../aws-metrics.ts';

const sum = { statistic: 'Sum' } as const;

/** The alarms of ledger, time series and archive. */
export const storeAlarms = ({ prefix }: Cell): readonly AlarmDefinition[] => {
  const name = names(prefix);
  const table = { TableName: name.ledgerTable };
  const index = { ...table, GlobalSecondaryIndexName: ledgerTable.deadlines.index };
  const stream = { DeliveryStreamName: name.archiveStream };
  const archive = { watches: [name.archiveStream] };
  return [
    {
      kind: 'ledger-throttled',
      watches: [name.ledgerTable],
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
    {
      kind: 'time-series-rejects',
      watches: [name.timeSeriesDatabase],
      metric: magneticStoreRejects(name.timeSeriesDatabase, name.timeSeriesTable),
    },
    {
      kind: 'archive-late',
      ...archive,
      metric: awsMetric('AWS/Firehose', 'DeliveryToS3.DataFreshness', stream, {
        statistic: 'Maximum',
      }),
    },
    {
      kind: 'archive-failing',
      ...archive,
      metric: awsMetric('AWS/Firehose', 'DeliveryToS3.Success', stream, {
        statistic: 'Average',
      }),
    },
    {
      kind: 'archive-throttled',
      ...archive,
      metric: awsMetric('AWS/Firehose', 'ThrottledRecords', stream, sum),
    },
  ];
};

/** Timestream tells these apart by an operation too, whose values it does not document: a query over all of them needs none. */
const magneticStoreRejects = (database: string, table: string): MathExpression =>
  new MathExpression({
    ...everyMinute,
    expression: `SELECT SUM(MagneticStoreRejectedRecordCount) FROM "AWS/Timestream" WHERE DatabaseName = '${database}' AND TableName = '${table}'`,
    label: 'rejected records',
  });
