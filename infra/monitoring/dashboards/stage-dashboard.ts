import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { names } from '../../../functions/core/names.ts';
import type { Stage } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { awsMetric, functionMetric } from '../../metrics/aws-metrics.ts';
import { heading, row } from '../../metrics/graphs.ts';
import { failureCounts } from '../functions/alarms.ts';
import { pathKinds } from '../path/kinds.ts';
import { stageKinds } from '../stages/kinds.ts';
import { figuresOf } from './figures.ts';

/** One stage of a cell: its traffic, its queues partition by partition, and its processor. */
export function stageDashboard(scope: Construct, id: string, cell: Cell, stage: Stage): Dashboard {
  const name = names(cell.prefix);
  const figures = figuresOf(cell);
  const FunctionName = name.processorFunction(stage);
  const partitions = cell.partitions.filter((partition) => partition.stage === stage).map((one) => one.name);
  const ofQueues = (queueOf: (partition: string) => string, metric: Parameters<typeof figures.queue>[1]) =>
    partitions.map((partition) => figures.queue(queueOf(partition), metric));
  const ageLimit = { label: 'alarm', value: pathKinds['queue-age'].threshold };

  const dashboard = new Dashboard(scope, id, { dashboardName: name.dashboard(stage) });
  dashboard.addWidgets(
    heading(
      `**Stage ${stage} of the cell ${cell.name}.** Its events enter at the top left and leave at the bottom.`,
    ),
  );
  dashboard.addWidgets(
    row(
      { title: 'Requests', unit: 'requests / min', metrics: [figures.requestsOf(stage)] },
      { title: 'Processed', unit: 'events / min', metrics: [figures.processed(stage)] },
      {
        title: 'Received to visible',
        unit: 'ms',
        limit: { label: 'promised', value: stageKinds.latency.threshold },
        metrics: ['p50', 'p95', 'p99'].map((statistic) =>
          figures.latency(stage, statistic).with({ label: statistic }),
        ),
      },
      { title: 'Stuck invoices', unit: 'invoices', metrics: [figures.stuck(stage)] },
    ),
    row(
      {
        title: 'Relay queues: age of the oldest message',
        unit: 's',
        limit: ageLimit,
        metrics: ofQueues(name.relayQueue, 'ApproximateAgeOfOldestMessage'),
      },
      {
        title: 'FIFO queues: age of the oldest message',
        unit: 's',
        limit: ageLimit,
        metrics: ofQueues(name.queue, 'ApproximateAgeOfOldestMessage'),
      },
      {
        title: 'FIFO queues: waiting',
        unit: 'messages',
        metrics: ofQueues(name.queue, 'ApproximateNumberOfMessagesVisible'),
      },
      {
        title: 'FIFO queues: in flight',
        unit: 'messages',
        metrics: ofQueues(name.queue, 'ApproximateNumberOfMessagesNotVisible'),
      },
    ),
    row(
      {
        title: 'Dead letters waiting for a person',
        unit: 'messages',
        metrics: [name.relayDeadLetters, name.subscriptionDeadLetters, name.deadLetters].flatMap((queueOf) =>
          ofQueues(queueOf, 'ApproximateNumberOfMessagesVisible'),
        ),
      },
      {
        title: 'Retried, given up, conflicting',
        unit: 'messages / min',
        metrics: [
          ...failureCounts(FunctionName),
          functionMetric('conflicts', { service: FunctionName }, { statistic: 'Sum', label: 'conflicting' }),
        ],
      },
      {
        title: 'Processor: invocations, errors, throttles',
        unit: 'invocations / min',
        metrics: (['Invocations', 'Errors', 'Throttles'] as const).map((metric) =>
          awsMetric('AWS/Lambda', metric, { FunctionName }, { statistic: 'Sum', label: metric }),
        ),
      },
      {
        title: 'Processor: duration',
        unit: 'ms',
        metrics: ['p50', 'p99', 'Maximum'].map((statistic) =>
          awsMetric('AWS/Lambda', 'Duration', { FunctionName }, { statistic, label: statistic }),
        ),
      },
    ),
  );
  return dashboard;
}
