import { Stack } from 'aws-cdk-lib';
import { CfnAnalysis, CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { dashboards } from '../../dashboards/pages/registry.ts';
import type { DataSetName } from '../../dashboards/quicksight/data-set.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { definitionOf } from './definition.ts';
import type { Permission, Shared } from './permissions.ts';

export interface QuickSightBoardsProps {
  readonly cell: Cell;
  readonly dataSetArns: ReadonlyMap<DataSetName, string>;
  readonly themeArn: string;
  readonly permissions: (shared: Shared) => Permission[];
}

/** Nothing that QuickSight finds wrong with a definition is deployed. */
const validationStrategy = { mode: 'STRICT' };

/** The currency of forecasts, by where a cell is. */
function currencyIn(region: string): string {
  return region.startsWith('eu-') ? 'EUR' : 'USD';
}

/**
 * A dashboard for each of the console's pages, and an analysis with all of their sheets, from which people make
 * dashboards of their own.
 */
export class QuickSightBoards extends Construct {
  constructor(scope: Construct, id: string, { cell, ...props }: QuickSightBoardsProps) {
    super(scope, id);
    const { dataSetArns, permissions, themeArn } = props;
    const { account: awsAccountId } = Stack.of(this);
    const { quickSightBoard } = names(cell.prefix);
    const destination = (page: string, title: string) => ({
      title,
      url: `https://${cell.region}.quicksight.aws.amazon.com/sn/dashboards/${quickSightBoard(page)}`,
    });
    const common = {
      currency: currencyIn(cell.region),
      arnOf: (name: DataSetName) => {
        const arn = dataSetArns.get(name);
        if (arn === undefined) throw new RangeError(`There is no data set ${name}`);
        return arn;
      },
    };
    new CfnAnalysis(this, 'Analysis', {
      ...{ awsAccountId, analysisId: quickSightBoard('figures'), name: `Invoices, ${cell.name}` },
      definition: definitionOf({ ...common, pages: dashboards, destinations: [], hasEveryFigure: true }),
      ...{ validationStrategy, themeArn, permissions: permissions({ kind: 'analysis' }) },
    });
    for (const page of dashboards) {
      const others = dashboards.filter((other) => other !== page);
      new CfnDashboard(this, page.id, {
        ...{ awsAccountId, dashboardId: quickSightBoard(page.id), name: `${page.title}, ${cell.name}` },
        definition: definitionOf({
          ...{ ...common, pages: [page] },
          destinations: others.map((other) => destination(other.id, other.title)),
        }),
        ...{ validationStrategy, themeArn },
        permissions: permissions({ kind: 'dashboard', persona: page.id }),
      });
    }
  }
}
