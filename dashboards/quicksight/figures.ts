import { type Kpi, stocksOf } from '../kpis/kpi.ts';
import { kpis } from '../kpis/registry.ts';
import type { CalculatedField, DataSetName } from './data-set.ts';
import { dataSetOf } from './data-sets.ts';
import { figureFormula, inOneCurrency, measuresOf, notInQuickSight } from './measures.ts';

/** A figure as a calculated field of a data set. */
export interface CalculatedFigure extends CalculatedField {
  readonly kpi: Kpi;
}

const dayMs = 86_400_000;

/** A figure of a data set. Durations are shown in days. */
export function figureIn(kpi: Kpi, dataSet: DataSetName): CalculatedFigure {
  const inDays = kpi.unit === 'duration';
  const formula = figureFormula(kpi);
  const unit = inDays ? ' in days' : '';
  return {
    ...{ kpi, dataSet },
    name: `${kpi.title}${unit}${dataSet === 'invoice-levels' ? ' at the end of the day' : ' (figure)'}`,
    expression: inOneCurrency(kpi, inDays ? `${formula} / ${dayMs}.0` : formula),
  };
}

/** The figure over a period or as of now. */
export function figureOf(kpi: Kpi): CalculatedFigure {
  return figureIn(kpi, dataSetOf(kpi));
}

/**
 * The place of each row among those of its currency that filters leave, the largest first; equal ones share one. It is
 * worked out before rows are added up, so that a filter may take the first of them:
 * https://docs.aws.amazon.com/quicksight/latest/user/rank-function.html
 */
export function placeInCurrency(kpi: Kpi): CalculatedField {
  const column = measuresOf(kpi)[0]?.name ?? kpi.id;
  return {
    dataSet: dataSetOf(kpi),
    name: `${kpi.title} (place in its currency)`,
    expression: `rank([{${column}} DESC], [{currency}], PRE_AGG)`,
  };
}

/** Whether a figure of now is there by day too. */
export function hasLevels(kpi: Kpi): boolean {
  const stocks = stocksOf(kpi);
  return stocks !== undefined && stocks.of.byAge === undefined;
}

/** Every figure that a data set can be asked for. */
export const calculatedFigures: readonly CalculatedFigure[] = kpis
  .filter((kpi) => notInQuickSight(kpi) === undefined)
  .flatMap((kpi) => [figureOf(kpi), ...(hasLevels(kpi) ? [figureIn(kpi, 'invoice-levels')] : [])]);
