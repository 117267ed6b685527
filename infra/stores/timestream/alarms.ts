import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { everyMinute, type PublishedMetrics } from '../../metrics/aws-metrics.ts';
import { timestreamKinds } from './kinds.ts';

/** https://docs.aws.amazon.com/timestream/latest/developerguide/metrics-dimensions.html */
export const timestreamMetrics = {
  'AWS/Timestream': { MagneticStoreRejectedRecordCount: [['DatabaseName', 'TableName']] },
} as const satisfies PublishedMetrics;

/** The alarms of a time series in Timestream. */
export function timestreamAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const { timeSeriesDatabase, timeSeriesTable } = names(prefix);
  return alarmsOfKinds(timestreamKinds, [
    {
      kind: 'time-series-rejects',
      watches: [timeSeriesDatabase],
      metric: magneticStoreRejects(timeSeriesDatabase, timeSeriesTable),
    },
  ]);
}

/**
 * Timestream adds a dimension for the operation, whose values are undocumented; a query over all of
 * them needs none.
 */
function magneticStoreRejects(database: string, table: string): MathExpression {
  return new MathExpression({
    ...everyMinute,
    expression: `SELECT SUM(MagneticStoreRejectedRecordCount) FROM "AWS/Timestream" WHERE DatabaseName = '${database}' AND TableName = '${table}'`,
    label: 'rejected records',
  });
}
