import { Stack, Stage, type StageProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Place, regionalDashboard } from './monitoring/dashboards/regional-dashboard.ts';

export interface OverviewProps {
  readonly places: readonly Place[];
  /** The account of the people who look at it; without it the template fits any account. */
  readonly account: string | undefined;
}

/**
 * The account of the people on call (infra/cells/accounts.ts). Its id is given at synthesis: `-c
 * account:operations=<id>`.
 */
export const overviewAccount = 'operations';

/** Any Region would do: a dashboard is visible in all of them. */
const region = 'eu-west-1';

/**
 * The only thing that knows all cells: a dashboard in the account of those who look at it. It reads
 * names and Regions and is deployed separately (`npx cdk deploy 'overview/*'`), so that no cell
 * changes when another is added or removed.
 */
export class OverviewStage extends Stage {
  readonly dashboards: Stack;

  constructor(scope: Construct, { places, account }: OverviewProps) {
    const env: StageProps['env'] = { region, ...(account && { account }) };
    super(scope, 'overview', { env });
    this.dashboards = new Stack(this, 'dashboards', {
      description: 'Invoice events: all cells beside each other',
    });
    regionalDashboard(this.dashboards, 'Regions', { dashboardName: 'invoices-regions', places });
  }
}
