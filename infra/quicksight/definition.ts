import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { Dashboard } from '../../dashboards/pages/dashboard.ts';
import { type DataSetName, dataSetNames } from '../../dashboards/quicksight/data-set.ts';
import { calculatedFigures } from '../../dashboards/quicksight/figures.ts';
import type { Destination } from './actions.ts';
import { filterGroups } from './filters.ts';
import { parameters } from './parameters.ts';
import { definedSheet, isOfOneCurrency, sheetsOf, stepsOf, vendorSheetOf } from './sheets.ts';

export interface DefinitionOf {
  readonly pages: readonly Dashboard[];
  /** The currency of forecasts unless another is chosen. */
  readonly currency: string;
  /** The dashboards that charts lead to. */
  readonly destinations: readonly Destination[];
  /** Whether figures that no sheet shows are there too, for sheets to come. */
  readonly hasEveryFigure?: true;
  readonly arnOf: (dataSet: DataSetName) => string;
}

/** The sheets of some pages and the one about a vendor, with everything that they refer to. */
export function definitionOf({
  pages,
  currency,
  destinations,
  hasEveryFigure,
  arnOf,
}: DefinitionOf): CfnDashboard.DashboardVersionDefinitionProperty {
  const steps = pages.every((page) => stepsOf(page) === 'WEEK') ? 'WEEK' : 'MONTH';
  const sheets = [
    ...pages.flatMap((page) => sheetsOf(page, destinations)),
    vendorSheetOf(steps, destinations),
  ];
  const figures = sheets.flatMap(({ placed }) => placed.flatMap((each) => each.figures));
  const shown = new Set(figures.map(({ name }) => name));
  return {
    dataSetIdentifierDeclarations: dataSetNames
      .filter((name) => hasEveryFigure || figures.some(({ dataSet }) => dataSet === name))
      .map((identifier) => ({ identifier, dataSetArn: arnOf(identifier) })),
    calculatedFields: calculatedFigures
      .filter(({ name }) => hasEveryFigure || shown.has(name))
      .map(({ dataSet, name, expression }) => ({ dataSetIdentifier: dataSet, name, expression })),
    parameterDeclarations: parameters(steps, isOfOneCurrency(sheets) ? currency : undefined),
    filterGroups: filterGroups(sheets),
    sheets: sheets.map(definedSheet),
    analysisDefaults: {
      defaultNewSheetConfiguration: {
        interactiveLayoutConfiguration: {
          grid: { canvasSizeOptions: { screenCanvasSizeOptions: { resizeOption: 'RESPONSIVE' } } },
        },
        sheetContentType: 'INTERACTIVE',
      },
    },
  };
}
