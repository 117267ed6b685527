import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import {
  awsMetric,
  functionMetric,
  joined,
  type PublishedMetrics,
  type Reading,
} from '../../metrics/aws-metrics.ts';
import type { Graph } from '../../metrics/graphs.ts';
import { lakeKinds } from './kinds.ts';

/**
 * https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html and
 * https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html
 */
export const lakeMetrics = {
  'AWS/Firehose': {
    'DeliveryToIceberg.DataFreshness': [['DeliveryStreamName']],
    'DeliveryToIceberg.FailedRowCount': [['DeliveryStreamName']],
    'DeliveryToIceberg.SuccessfulRowCount': [['DeliveryStreamName']],
    'DeliveryToIceberg.Success': [['DeliveryStreamName']],
  },
  'AWS/Athena': { TotalExecutionTime: [['QueryState', 'QueryType', 'WorkGroup']] },
} as const satisfies PublishedMetrics;

const sum = { statistic: 'Sum' } as const;
const kindsOfStream = ['events', 'invoices'] as const;

/** The alarms of a time series in a lake. */
export function lakeAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const { rollupFunction, figureWorkgroup } = names(prefix);
  const streams = streamsOf(prefix);
  const maximum = { statistic: 'Maximum' } as const;
  return alarmsOfKinds(lakeKinds, [
    {
      kind: 'figures-late',
      watches: streams,
      metric: joined(
        'MAX',
        streams.map((stream) => delivery('DataFreshness', stream, maximum)),
        'age',
      ),
    },
    {
      kind: 'figures-undelivered',
      watches: streams,
      metric: joined(
        'SUM',
        streams.map((stream) => delivery('FailedRowCount', stream, sum)),
        'rows',
      ),
    },
    ...kindsOfStream.map((subject) => {
      const stream = names(prefix).figureStream(subject);
      const metric = delivery('Success', stream, { statistic: 'Average' });
      return { kind: 'figures-failing' as const, subject, watches: [stream], metric };
    }),
    { kind: 'figures-throttled', watches: streams, metric: joined('SUM', streams.map(throttled), 'records') },
    { kind: 'figures-queries-failing', watches: [figureWorkgroup], metric: failedQueries(figureWorkgroup) },
    {
      kind: 'rollup-late',
      watches: [metricNames.rollupsMade, rollupFunction],
      metric: runsOf(rollupFunction),
    },
  ]);
}

/** What a dashboard shows of the lake. */
export function lakeGraphs({ prefix }: Cell): readonly Graph[] {
  const streams = streamsOf(prefix);
  return [
    {
      title: 'Figures: rows in and committed',
      unit: 'rows',
      metrics: streams.flatMap((stream) => [
        awsMetric(
          'AWS/Firehose',
          'IncomingRecords',
          { DeliveryStreamName: stream },
          { ...sum, label: `${stream} in` },
        ),
        delivery('SuccessfulRowCount', stream, { ...sum, label: `${stream} committed` }),
      ]),
    },
    {
      title: 'Figures: age of the oldest row on its way',
      unit: 's',
      limit: { label: 'alarm', value: lakeKinds['figures-late'].threshold },
      metrics: streams.map((stream) =>
        delivery('DataFreshness', stream, { statistic: 'Maximum', label: stream }),
      ),
    },
  ];
}

/** Zero where none ended: what is missing would be looked for in the periods before, for an hour. */
function runsOf(service: string): MathExpression {
  const period = Duration.seconds(lakeKinds['rollup-late'].periodSeconds);
  return new MathExpression({
    expression: 'FILL(made, 0)',
    usingMetrics: { made: functionMetric('rollupsMade', { service }, sum).with({ period }) },
    period,
    label: 'runs',
  });
}

function streamsOf(prefix: string): readonly string[] {
  return kindsOfStream.map(names(prefix).figureStream);
}

function throttled(stream: string): Metric {
  return awsMetric('AWS/Firehose', 'ThrottledRecords', { DeliveryStreamName: stream }, sum);
}

type Delivery = 'DataFreshness' | 'FailedRowCount' | 'SuccessfulRowCount' | 'Success';

function delivery(what: Delivery, stream: string, reading: Reading): Metric {
  return new Metric({
    namespace: 'AWS/Firehose',
    metricName: `DeliveryToIceberg.${what}`,
    dimensionsMap: { DeliveryStreamName: stream },
    ...reading,
  });
}

/** Queries that read or write rows; those of the catalog are nobody's figures. */
function failedQueries(workgroup: string): Metric {
  return new Metric({
    namespace: 'AWS/Athena',
    metricName: 'TotalExecutionTime',
    dimensionsMap: { QueryState: 'FAILED', QueryType: 'DML', WorkGroup: workgroup },
    statistic: 'SampleCount',
  });
}
