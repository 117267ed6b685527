import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { type CalculatedFigure, placeInCurrency } from '../../dashboards/quicksight/figures.ts';
import { pastDeadline } from '../../dashboards/quicksight/stuck-sql.ts';
import { toVendor } from './actions.ts';
import {
  categoryField,
  fieldId,
  figureId,
  type Granularity,
  labels,
  measureField,
  plainField,
  timeField,
} from './fields.ts';
import { overdue, warning } from './formatting.ts';
import type { Placed } from './placed.ts';

export interface TableOf {
  readonly id: string;
  readonly title: string;
  readonly help?: string | undefined;
  /** Of one data set. */
  readonly figures: readonly [CalculatedFigure, ...CalculatedFigure[]];
}

export interface TableOfRows extends TableOf {
  /** So many rows of each currency, by the first figure: `by` has the currency. */
  readonly top?: number;
  /** Whether it says for how long each is past its deadline: rows are invoices as of now. */
  readonly saysStuck?: true;
}

/** Figures as columns, a row per group, the largest of the first figure on top. */
export function table(
  { id, title, help, figures, top, saysStuck }: TableOfRows,
  by: readonly string[],
): Placed {
  const [first] = figures;
  const { dataSet } = first;
  const warned = figures.flatMap((figure): CfnDashboard.TableConditionalFormattingOptionProperty[] => {
    const textColor = warning(figure);
    return textColor ? [{ cell: { fieldId: figureId(id, figure.kpi), textFormat: { textColor } } }] : [];
  });
  const formats = [...warned, ...(saysStuck ? [overdue(fieldId(id, pastDeadline.name))] : [])];
  return {
    id,
    ...{ width: 36, height: by.length > 1 ? 12 : 8 },
    time: first.kpi.clock === null ? 'now' : 'period',
    figures,
    ...(saysStuck && { fields: [pastDeadline] }),
    ...(top !== undefined && { top: { place: placeInCurrency(first.kpi), count: top } }),
    visual: {
      tableVisual: {
        visualId: id,
        ...labels(title, help),
        chartConfiguration: {
          fieldWells: {
            tableAggregatedFieldWells: {
              groupBy: by.map((column) => categoryField(id, [dataSet, column])),
              values: [
                ...figures.map((figure) => measureField(id, figure)),
                ...(saysStuck ? [plainField(id, pastDeadline, 1)] : []),
              ],
            },
          },
          sortConfiguration: {
            rowSort: [
              ...(top === undefined
                ? []
                : [{ fieldSort: { fieldId: fieldId(id, 'currency'), direction: 'ASC' } }]),
              { fieldSort: { fieldId: figureId(id, first.kpi), direction: 'DESC' } },
            ],
          },
        },
        ...(by.includes('vendorId') && { actions: [toVendor(id, fieldId(id, 'vendorId'))] }),
        ...(formats.length > 0 && { conditionalFormatting: { conditionalFormattingOptions: formats } }),
      },
    },
  };
}

/** Figures of a period by currency: a column per step, so that steps can be compared. */
export function pivot({ id, title, help, figures }: TableOf, granularity: Granularity): Placed {
  const { dataSet } = figures[0];
  return {
    id,
    ...{ width: 36, height: 9 },
    time: 'period',
    figures,
    visual: {
      pivotTableVisual: {
        visualId: id,
        ...labels(title, help),
        chartConfiguration: {
          fieldWells: {
            pivotTableAggregatedFieldWells: {
              rows: [categoryField(id, [dataSet, 'currency'])],
              columns: [timeField(id, [dataSet, granularity])],
              values: figures.map((figure) => measureField(id, figure)),
            },
          },
          tableOptions: { metricPlacement: 'ROW' },
        },
      },
    },
  };
}
