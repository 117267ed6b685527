import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds, type WatchOf } from '../../metrics/alarm-definition.ts';
import { functionMetric } from '../../metrics/aws-metrics.ts';
import { stageKinds } from './kinds.ts';

/**
 * What finance notices of a stage: how late its events are, which invoices are stuck, and which
 * events contradict each other.
 */
export function stageAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const name = names(prefix);
  const detector = name.stuckInvoiceFunction;
  const stuck = (stage: string, statistic: string) =>
    functionMetric('stuckInvoices', { service: detector, stage }, { statistic });
  return alarmsOfKinds(stageKinds, [
    ...stages.flatMap((stage): readonly WatchOf<keyof typeof stageKinds>[] => {
      const service = name.processorFunction(stage);
      return [
        {
          kind: 'latency',
          subject: stage,
          watches: [metricNames.visibilityLatency, service],
          metric: functionMetric('visibilityLatency', { service, stage }, { statistic: 'p99' }),
        },
        {
          kind: 'conflicts',
          subject: stage,
          watches: [metricNames.conflicts, service],
          metric: functionMetric('conflicts', { service }, { statistic: 'Sum' }),
        },
        {
          kind: 'stuck-invoices',
          subject: stage,
          watches: [metricNames.stuckInvoices, stage],
          metric: stuck(stage, 'Maximum'),
        },
        {
          kind: 'detector-silent',
          subject: stage,
          watches: [metricNames.stuckInvoices, stage],
          metric: stuck(stage, 'SampleCount'),
        },
      ];
    }),
    {
      kind: 'detector-capped',
      watches: [metricNames.stuckInvoicesCapped, detector],
      metric: functionMetric('stuckInvoicesCapped', { service: detector }, { statistic: 'Maximum' }),
    },
  ]);
}
