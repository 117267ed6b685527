import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { metricNames, metricsNamespace } from '../../functions/core/metric-names.ts';

/** Namespace → metric → the sets of dimensions it comes in. */
export type PublishedMetrics = Readonly<
  Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>
>;

/**
 * The metrics of AWS services that alarms and dashboards read, each with the sets of dimensions it
 * comes in: a closed list, so that a name that is never published cannot be watched in vain.
 * Sources, by namespace:
 * - ApiGateway
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * - Events https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html (a rule of a
 *   custom bus has both dimensions)
 * - SQS
 *   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * - SNS https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 * - Lambda https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * - DynamoDB
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * - Firehose
 *   https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export const awsMetrics = {
  'AWS/ApiGateway': {
    Count: [
      ['ApiName', 'Stage'],
      ['ApiName', 'Method', 'Resource', 'Stage'],
    ],
    '4XXError': [['ApiName', 'Stage']],
    '5XXError': [['ApiName', 'Stage']],
    Latency: [['ApiName', 'Stage']],
  },
  'AWS/Events': {
    FailedInvocations: [['EventBusName', 'RuleName']],
    InvocationsFailedToBeSentToDlq: [['EventBusName', 'RuleName']],
    ThrottledRules: [['EventBusName']],
    MatchedEvents: [['EventBusName']],
    PutEventsApproximateThrottledCount: [[]],
    PutEventsFailedEntriesCount: [[]],
  },
  'AWS/SQS': {
    ApproximateAgeOfOldestMessage: [['QueueName']],
    ApproximateNumberOfMessagesVisible: [['QueueName']],
    ApproximateNumberOfMessagesNotVisible: [['QueueName']],
  },
  'AWS/SNS': {
    NumberOfNotificationsFailed: [['TopicName']],
  },
  'AWS/Lambda': {
    Invocations: [['FunctionName']],
    Errors: [['FunctionName']],
    Throttles: [['FunctionName']],
    Duration: [['FunctionName']],
    ConcurrentExecutions: [['FunctionName']],
  },
  'AWS/DynamoDB': {
    ReadThrottleEvents: [['TableName'], ['TableName', 'GlobalSecondaryIndexName']],
    WriteThrottleEvents: [['TableName'], ['TableName', 'GlobalSecondaryIndexName']],
    ConsumedReadCapacityUnits: [['TableName']],
    ConsumedWriteCapacityUnits: [['TableName']],
  },
  'AWS/Firehose': {
    'DeliveryToS3.DataFreshness': [['DeliveryStreamName']],
    'DeliveryToS3.Success': [['DeliveryStreamName']],
    'DeliveryToS3.Records': [['DeliveryStreamName']],
    IncomingRecords: [['DeliveryStreamName']],
    ThrottledRecords: [['DeliveryStreamName']],
  },
} as const satisfies PublishedMetrics;

type AwsMetrics = typeof awsMetrics;
type Namespace = keyof AwsMetrics;
type Name<N extends Namespace> = keyof AwsMetrics[N] & string;
type Dimensions<Names> = Names extends readonly (infer Name extends string)[]
  ? Readonly<Record<Name, string>>
  : never;

type DimensionSets<Sets> = Sets extends readonly (infer Names)[] ? Dimensions<Names> : never;

/** How a metric is aggregated, and its name in a graph. */
export interface Reading extends Pick<MetricOptions, 'label' | 'region' | 'account'> {
  readonly statistic: string;
}

/** How often services and functions report. */
export const everyMinute = { period: Duration.minutes(1) } as const;

/** A metric of an AWS service. */
export function awsMetric<N extends Namespace, M extends Name<N>>(
  namespace: N,
  metricName: M,
  dimensionsMap: DimensionSets<AwsMetrics[N][M]> & Readonly<Record<string, string>>,
  reading: Reading,
): Metric {
  return metricOf(namespace, metricName, dimensionsMap, reading);
}

/** The dimensions of each of the functions' metrics, beside the function's name as `service`. */
export const functionMetricDimensions = {
  relayed: [],
  processed: [],
  called: [],
  retried: [],
  deadLettered: ['failureClass'],
  conflicts: [],
  lookups: [],
  visibilityLatency: ['stage'],
  stuckInvoices: ['stage'],
  stuckInvoicesCapped: [],
  unaccountedEvents: [],
  unprovedSeconds: [],
  alertsAnnounced: [],
  alertsNotAnnounced: [],
  alertTargetsFailed: [],
  rollupsMade: [],
  standingAnomalies: [],
} as const satisfies Partial<Record<keyof typeof metricNames, readonly string[]>>;

/** A metric that a function reports. */
export function functionMetric<M extends keyof typeof functionMetricDimensions>(
  metric: M,
  dimensionsMap: Dimensions<readonly ['service', ...(typeof functionMetricDimensions)[M]]>,
  reading: Reading,
): Metric {
  return metricOf(metricsNamespace, metricNames[metric], dimensionsMap, reading);
}

/**
 * Calls that DynamoDB refuses because a table or an index of it is throttled.
 * @param index name of a global secondary index, which is throttled by itself
 */
export function refusedCalls(tableName: string, index?: string): Metric | MathExpression {
  const table = { TableName: tableName };
  const sum = { statistic: 'Sum' } as const;
  const onIndex = index === undefined ? undefined : { ...table, GlobalSecondaryIndexName: index };
  const metrics = [
    awsMetric('AWS/DynamoDB', 'ReadThrottleEvents', table, sum),
    awsMetric('AWS/DynamoDB', 'WriteThrottleEvents', table, sum),
    ...(onIndex
      ? [
          awsMetric('AWS/DynamoDB', 'ReadThrottleEvents', onIndex, sum),
          awsMetric('AWS/DynamoDB', 'WriteThrottleEvents', onIndex, sum),
        ]
      : []),
  ];
  return joined('SUM', metrics, 'refused calls');
}

function metricOf(
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  reading: Reading,
): Metric {
  return new Metric({
    namespace,
    metricName,
    dimensionsMap: { ...dimensionsMap },
    ...everyMinute,
    ...reading,
  });
}

/**
 * The metrics combined into one. An alarm takes up to ten of them:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
 * @param idPrefix tells the metrics apart from others in the same graph
 */
export function joined(
  by: 'MAX' | 'SUM',
  metrics: readonly Metric[],
  label: string,
  idPrefix = 'm',
): Metric | MathExpression {
  const [only, ...others] = metrics;
  if (only && others.length === 0) return only;
  return new MathExpression({
    expression: `${by}([${metrics.map((_, index) => `${idPrefix}${index + 1}`).join(',')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`${idPrefix}${index + 1}`, metric])),
    ...everyMinute,
    label,
  });
}
