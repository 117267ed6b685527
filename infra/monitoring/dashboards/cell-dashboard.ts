import { AlarmStatusWidget, Dashboard, type IAlarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import { type Cell, hasFewAlarms } from '../../cells/cell.ts';
import { relaysOf } from '../../cells/partitions.ts';
import { awsMetric, joined } from '../../metrics/aws-metrics.ts';
import { type Graph, heading, row } from '../../metrics/graphs.ts';
import { archiveGraphs } from '../../stores/archive/alarms.ts';
import { ledgerGraphs } from '../../stores/ledger/alarms.ts';
import { timeSeriesStoreOf } from '../../stores/time-series.ts';
import { accessLogMetric } from '../api/access-log-metrics.ts';
import { errorRate, failingMessages } from '../functions/alarms.ts';
import { consumersOf, functionsOf } from '../functions/cell-functions.ts';
import { pathKinds } from '../path/kinds.ts';
import { stageKinds } from '../stages/kinds.ts';
import { figuresOf } from './figures.ts';

export interface CellDashboardProps {
  readonly cell: Cell;
  /** The alarms of the cell's health. */
  readonly health: readonly IAlarm[];
}

/**
 * The whole path of an event through a cell, hop by hop from left to right and top to bottom. That of a cell with few
 * alarms is without functions and stores: a dashboard of up to 50 metrics may be free,
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export function cellDashboard(scope: Construct, id: string, { cell, health }: CellDashboardProps): Dashboard {
  const name = names(cell.prefix);
  const dashboard = new Dashboard(scope, id, { dashboardName: name.dashboard('end-to-end') });
  dashboard.addWidgets(
    new AlarmStatusWidget({
      title: `Health of ${cell.name}`,
      alarms: [...health],
      width: 24,
      height: hasFewAlarms(cell) ? 6 : 2,
    }),
  );
  dashboard.addWidgets(
    heading(
      '**Accepted → bus → relay → topic → queue → processed → visible.** The counts of a row agree when all is well; events wait where a row falls behind the one before it.',
    ),
  );
  dashboard.addWidgets(...counts(cell));
  dashboard.addWidgets(...freshness(cell));
  dashboard.addWidgets(...queues(cell));
  if (hasFewAlarms(cell)) dashboard.addWidgets(row(...refusedOrStuck(cell)));
  else {
    dashboard.addWidgets(row(...refusedOrStuck(cell), ...failing(cell)));
    dashboard.addWidgets(...stores(cell));
  }
  return dashboard;
}

function counts(cell: Cell) {
  const name = names(cell.prefix);
  const figures = figuresOf(cell);
  return [
    row(
      {
        title: 'Accepted: requests, of 1 to 10 events each',
        unit: 'requests / min',
        metrics: stages.map((stage) => figures.requestsOf(stage)),
      },
      {
        title: 'Bus: events a rule matched',
        unit: 'events / min',
        metrics: [
          awsMetric(
            'AWS/Events',
            'MatchedEvents',
            { EventBusName: name.bus },
            { statistic: 'Sum', label: 'matched' },
          ),
        ],
      },
      { title: 'Relayed to the topics', unit: 'events / min', metrics: relayed(cell) },
      {
        title: 'Processed: in the ledger and the time series',
        unit: 'events / min',
        metrics: stages.map((stage) => figures.processed(stage).with({ label: stage })),
      },
    ),
  ];
}

/** A line for each relay, named by its group where there are several. */
function relayed(cell: Cell): readonly Metric[] {
  const figures = figuresOf(cell);
  const relays = relaysOf(cell.partitions);
  return relays.map(({ group }) =>
    relays.length === 1
      ? figures.relayed(group)
      : figures.relayed(group).with({ label: group ?? 'no group' }),
  );
}

function freshness(cell: Cell) {
  const figures = figuresOf(cell);
  const limit = { label: 'promised', value: stageKinds.latency.threshold };
  return [
    row(
      {
        title: 'Received to visible, 99th percentile',
        unit: 'ms',
        limit,
        metrics: stages.map((stage) => figures.latency(stage, 'p99').with({ label: stage })),
      },
      {
        title: 'Received to visible, median',
        unit: 'ms',
        metrics: stages.map((stage) => figures.latency(stage, 'p50').with({ label: stage })),
      },
      {
        title: 'API latency',
        unit: 'ms',
        metrics: ['p50', 'p99'].map((statistic) => figures.apiLatency(statistic).with({ label: statistic })),
      },
    ),
  ];
}

/** One line for all partitions of a stage: a cell may have 99. */
function queues(cell: Cell) {
  const name = names(cell.prefix);
  const figures = figuresOf(cell);
  const perStage = (
    by: 'MAX' | 'SUM',
    queueOf: (partition: string) => string,
    metric: Parameters<typeof figures.queue>[1],
  ) =>
    stages.map((stage) => {
      const partitions = cell.partitions.filter((partition) => partition.stage === stage);
      const metrics: readonly Metric[] = partitions.map((partition) =>
        figures.queue(queueOf(partition.name), metric).with({ label: stage }),
      );
      return joined(by, metrics, stage, stage);
    });
  const limit = { label: 'alarm', value: pathKinds['queue-age'].threshold };
  return [
    row(
      {
        title: 'Relay queues: age of the oldest message',
        unit: 's',
        limit,
        metrics: perStage('MAX', name.relayQueue, 'ApproximateAgeOfOldestMessage'),
      },
      {
        title: 'Relay queues: waiting',
        unit: 'messages',
        metrics: perStage('SUM', name.relayQueue, 'ApproximateNumberOfMessagesVisible'),
      },
      {
        title: 'FIFO queues: age of the oldest message',
        unit: 's',
        limit,
        metrics: perStage('MAX', name.queue, 'ApproximateAgeOfOldestMessage'),
      },
      {
        title: 'FIFO queues: waiting',
        unit: 'messages',
        metrics: perStage('SUM', name.queue, 'ApproximateNumberOfMessagesVisible'),
      },
    ),
  ];
}

function refusedOrStuck(cell: Cell): readonly Graph[] {
  const { api } = names(cell.prefix);
  const figures = figuresOf(cell);
  return [
    {
      title: 'Stuck invoices',
      unit: 'invoices',
      metrics: stages.map((stage) => figures.stuck(stage).with({ label: stage })),
    },
    {
      title: 'Requests not accepted',
      unit: 'requests / min',
      metrics: [
        figures.serverErrors().with({ label: 'server errors' }),
        figures.refusals().with({ label: 'refused' }),
        accessLogMetric('throttled', api).with({ label: 'of these throttled' }),
        accessLogMetric('blocked', api).with({ label: 'of these blocked' }),
      ],
    },
  ];
}

function failing(cell: Cell): readonly Graph[] {
  return [
    {
      title: 'Failing messages',
      unit: '%',
      metrics: consumersOf(cell).map(({ subject, functionName, passed }) =>
        failingMessages(functionName, passed, subject),
      ),
    },
    {
      title: 'Failing functions',
      unit: '%',
      metrics: functionsOf(cell).map(({ subject, functionName }) => errorRate(functionName, subject)),
    },
  ];
}

function stores(cell: Cell) {
  return [
    row(...ledgerGraphs(cell), ...timeSeriesStoreOf(cell).graphs(cell), ...archiveGraphs(cell), {
      title: 'Functions: concurrent invocations',
      unit: 'invocations',
      metrics: functionsOf(cell).map(({ subject, functionName }) =>
        awsMetric(
          'AWS/Lambda',
          'ConcurrentExecutions',
          { FunctionName: functionName },
          { statistic: 'Maximum', label: subject },
        ),
      ),
    }),
  ];
}
