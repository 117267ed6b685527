import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { Dashboard } from '../../dashboards/pages/dashboard.ts';
import { type DataSetName, dataSetNames } from '../../dashboards/quicksight/data-set.ts';
import { calculatedFigures } from '../../dashboards/quicksight/figures.ts';
import { scoreFields } from '../../dashboards/quicksight/scores-sql.ts';
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
  const fields = sheets.flatMap(({ placed }) =>
    placed.flatMap((each) => [
      ...each.figures,
      ...(each.fields ?? []),
      ...(each.top ? [each.top.place] : []),
    ]),
  );
  const all = [...calculatedFigures, ...Object.values(scoreFields), ...fields];
  const shown = new Set(fields.map(({ name }) => name));
  return {
    dataSetIdentifierDeclarations: dataSetNames
      .filter((name) => hasEveryFigure || fields.some(({ dataSet }) => dataSet === name))
      .map((identifier) => ({ identifier, dataSetArn: arnOf(identifier) })),
    calculatedFields: [...new Map(all.map((field) => [field.name, field])).values()]
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
