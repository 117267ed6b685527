import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { stages } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { heading, row } from '../../metrics/graphs.ts';
import { stageKinds } from '../stages/kinds.ts';
import { figuresOf } from './figures.ts';

/** A cell and, where it is known, the id of the account it lives in. */
export interface Place {
  readonly cell: Pick<Cell, 'name' | 'prefix' | 'region'>;
  readonly accountId: string | undefined;
}

export interface RegionalDashboardProps {
  readonly dashboardName: string;
  readonly places: readonly Place[];
}

/** All cells side by side: a line for each, read where it is. No metric combines two Regions. */
export function regionalDashboard(
  scope: Construct,
  id: string,
  { dashboardName, places }: RegionalDashboardProps,
): Dashboard {
  const figures = places.map(({ cell, accountId }) =>
    figuresOf(cell, {
      label: `${cell.name} (${cell.region})`,
      region: cell.region,
      ...(accountId !== undefined && { account: accountId }),
    }),
  );
  const promised = { label: 'promised', value: stageKinds.latency.threshold };
  const dashboard = new Dashboard(scope, id, { dashboardName });
  dashboard.addWidgets(
    heading(
      '**All cells side by side.** A line that stands apart is a cell to look at; its own dashboards say why.',
    ),
    row(
      { title: 'Requests', unit: 'requests / min', metrics: figures.map((cell) => cell.requests()) },
      { title: 'Server errors', unit: 'requests / min', metrics: figures.map((cell) => cell.serverErrors()) },
      {
        title: 'API latency, 99th percentile',
        unit: 'ms',
        metrics: figures.map((cell) => cell.apiLatency('p99')),
      },
      {
        title: 'Archive: age of the oldest event on its way',
        unit: 's',
        metrics: figures.map((cell) => cell.archiveAge()),
      },
    ),
    row(
      ...stages.map((stage) => ({
        title: `${stage}: received to visible, 99th percentile`,
        unit: 'ms',
        limit: promised,
        metrics: figures.map((cell) => cell.latency(stage, 'p99')),
      })),
    ),
    row(
      ...stages.map((stage) => ({
        title: `${stage}: processed`,
        unit: 'events / min',
        metrics: figures.map((cell) => cell.processed(stage)),
      })),
    ),
    row(
      ...stages.map((stage) => ({
        title: `${stage}: stuck invoices`,
        unit: 'invoices',
        metrics: figures.map((cell) => cell.stuck(stage)),
      })),
    ),
  );
  return dashboard;
}
