import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { awsMetric, type Reading } from '../../metrics/aws-metrics.ts';
import type { Graph } from '../../metrics/graphs.ts';
import { archiveKinds } from './kinds.ts';

const sum = { statistic: 'Sum' } as const;

/** The age of the oldest event on its way to the archive, in seconds. */
export function archiveAge({ prefix }: Pick<Cell, 'prefix'>, reading: Partial<Reading> = {}): Metric {
  return awsMetric('AWS/Firehose', 'DeliveryToS3.DataFreshness', streamOf(prefix), {
    statistic: 'Maximum',
    ...reading,
  });
}

/** The alarms of the archive. */
export function archiveAlarms(cell: Cell): readonly AlarmDefinition[] {
  const stream = streamOf(cell.prefix);
  const watches = [stream.DeliveryStreamName];
  return alarmsOfKinds(archiveKinds, [
    { kind: 'archive-late', watches, metric: archiveAge(cell) },
    {
      kind: 'archive-failing',
      watches,
      metric: awsMetric('AWS/Firehose', 'DeliveryToS3.Success', stream, { statistic: 'Average' }),
    },
    {
      kind: 'archive-throttled',
      watches,
      metric: awsMetric('AWS/Firehose', 'ThrottledRecords', stream, sum),
    },
  ]);
}

/** What a dashboard shows of the archive. */
export function archiveGraphs(cell: Cell): readonly Graph[] {
  const stream = streamOf(cell.prefix);
  return [
    {
      title: 'Archive: in and written',
      unit: 'events',
      metrics: [
        awsMetric('AWS/Firehose', 'IncomingRecords', stream, { ...sum, label: 'in' }),
        awsMetric('AWS/Firehose', 'DeliveryToS3.Records', stream, { ...sum, label: 'written' }),
      ],
    },
    {
      title: 'Archive: age of the oldest event on its way',
      unit: 's',
      limit: { label: 'alarm', value: archiveKinds['archive-late'].threshold },
      metrics: [archiveAge(cell)],
    },
  ];
}

function streamOf(prefix: string) {
  return { DeliveryStreamName: names(prefix).archiveStream };
}
