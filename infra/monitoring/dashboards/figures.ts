import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { names } from '../../../functions/core/names.ts';
import type { Stage } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { awsMetric, functionMetric, type Reading } from '../../metrics/aws-metrics.ts';
import { archiveAge } from '../../stores/archive/alarms.ts';
import { apiStage, requestsOf } from '../api/metrics.ts';

type Where = Pick<Reading, 'label' | 'region' | 'account'>;

/** What several dashboards show of a cell, as metrics that need only its prefix and its place. */
export function figuresOf({ prefix }: Pick<Cell, 'prefix'>, where: Where = {}) {
  const name = names(prefix);
  const api = { ApiName: name.api, Stage: apiStage };
  const sum: Reading = { statistic: 'Sum', ...where };
  const consumer = (stage: Stage) => name.processorFunction(stage);
  return {
    requests: (): Metric => awsMetric('AWS/ApiGateway', 'Count', api, { statistic: 'SampleCount', ...where }),
    requestsOf: (stage: Stage): Metric => requestsOf(name.api, stage).with(where),
    serverErrors: (): Metric => awsMetric('AWS/ApiGateway', '5XXError', api, sum),
    refusals: (): Metric => awsMetric('AWS/ApiGateway', '4XXError', api, sum),
    apiLatency: (statistic: string): Metric =>
      awsMetric('AWS/ApiGateway', 'Latency', api, { statistic, ...where }),
    relayed: (group?: string): Metric =>
      functionMetric('relayed', { service: name.relayFunction(group) }, sum),
    processed: (stage: Stage): Metric => functionMetric('processed', { service: consumer(stage) }, sum),
    latency: (stage: Stage, statistic: string): Metric =>
      functionMetric('visibilityLatency', { service: consumer(stage), stage }, { statistic, ...where }),
    stuck: (stage: Stage): Metric =>
      functionMetric(
        'stuckInvoices',
        { service: name.stuckInvoiceFunction, stage },
        { statistic: 'Maximum', ...where },
      ),
    archiveAge: (): Metric => archiveAge({ prefix }, where),
    queue: (
      QueueName: string,
      metric:
        | 'ApproximateAgeOfOldestMessage'
        | 'ApproximateNumberOfMessagesVisible'
        | 'ApproximateNumberOfMessagesNotVisible',
    ): Metric =>
      awsMetric('AWS/SQS', metric, { QueueName }, { statistic: 'Maximum', ...where, label: QueueName }),
  };
}
