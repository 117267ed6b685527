import { type Kpi, stocksOf } from '../kpis/kpi.ts';
import { kpis } from '../kpis/registry.ts';
import type { DataSetName } from './data-set.ts';
import { dataSetOf } from './data-sets.ts';
import { figureFormula, inOneCurrency, notInQuickSight } from './measures.ts';

/** A figure as a calculated field of a data set. */
export interface CalculatedFigure {
  readonly kpi: Kpi;
  readonly dataSet: DataSetName;
  /** Unlike that of any column. */
  readonly name: string;
  readonly expression: string;
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

/** Whether a figure of now is there by day too. */
export function hasLevels(kpi: Kpi): boolean {
  const stocks = stocksOf(kpi);
  return stocks !== undefined && stocks.of.byAge === undefined;
}

/** Every figure that a data set can be asked for. */
export const calculatedFigures: readonly CalculatedFigure[] = kpis
  .filter((kpi) => notInQuickSight(kpi) === undefined)
  .flatMap((kpi) => [figureOf(kpi), ...(hasLevels(kpi) ? [figureIn(kpi, 'invoice-levels')] : [])]);
