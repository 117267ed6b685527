import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { type CalculatedFigure, figureIn, hasLevels } from '../../dashboards/quicksight/figures.ts';
import { type Destination, narrowing, toDashboards } from './actions.ts';
import { categoryField, columnOf, type Granularity, labels, measureField, timeField } from './fields.ts';
import type { Placed } from './placed.ts';
import type { TableOf } from './tables.ts';

/** Thirteen steps of its chart ahead, and between what it is in nine cases of ten: never below nothing. */
const forecast: CfnDashboard.ForecastConfigurationProperty = {
  forecastProperties: { periodsForward: 13, periodsBackward: 0, predictionInterval: 90, lowerBoundary: 0 },
};

export interface LineOf extends TableOf {
  readonly granularity: Granularity;
  readonly time: Placed['time'];
  /** A chart per currency. */
  readonly isByCurrency: boolean;
  /** QuickSight continues the lines; not those of small multiples. */
  readonly hasForecast?: true;
  readonly isOfOneCurrency?: true;
  readonly destinations: readonly Destination[];
}

/** Figures over time. */
export function lines(of: LineOf): Placed {
  const {
    id,
    title,
    help,
    figures,
    granularity,
    time,
    isByCurrency,
    hasForecast,
    isOfOneCurrency,
    destinations,
  } = of;
  const { dataSet } = figures[0];
  // Levels of two days do not add up, so their steps stay days.
  const hierarchyId = dataSet === 'invoice-levels' ? undefined : `${id}-steps`;
  return {
    id,
    ...{ width: 36, height: 10, time },
    figures,
    ...(isOfOneCurrency && { isOfOneCurrency }),
    visual: {
      lineChartVisual: {
        visualId: id,
        ...labels(title, help),
        chartConfiguration: {
          type: 'LINE',
          fieldWells: {
            lineChartAggregatedFieldWells: {
              category: [timeField(id, [dataSet, granularity], hierarchyId)],
              values: figures.map((figure) => measureField(id, figure)),
              ...(isByCurrency && { smallMultiples: [categoryField(id, [dataSet, 'currency'])] }),
            },
          },
          ...(hasForecast && { forecastConfigurations: [forecast] }),
          legend: { visibility: figures.length > 1 ? 'VISIBLE' : 'HIDDEN' },
        },
        ...(hierarchyId !== undefined && { columnHierarchies: [{ dateTimeHierarchy: { hierarchyId } }] }),
        ...(destinations.length > 0 && { actions: [...toDashboards(id, destinations)] }),
      },
    },
  };
}

/** The figure by day if it is one of now. */
export function overTime(figure: CalculatedFigure): CalculatedFigure | undefined {
  if (figure.kpi.clock !== null) return figure;
  return hasLevels(figure.kpi) ? figureIn(figure.kpi, 'invoice-levels') : undefined;
}

export interface BarsOf extends TableOf {
  /** From the widest to the narrowest level: the chart opens from one to the next. */
  readonly levels?: readonly string[];
  readonly colors?: string;
  readonly steps?: Granularity;
}

/** Figures side by side: by a category, over time, or each as a bar of its own. */
export function bars({ id, title, help, figures, levels = [], colors, steps }: BarsOf): Placed {
  const [{ dataSet, kpi }] = figures;
  const hierarchyId = `${id}-levels`;
  const opens = levels.length > 1;
  const [top] = levels;
  const categories = [
    ...(top === undefined ? [] : [categoryField(id, [dataSet, top], opens ? hierarchyId : undefined)]),
    ...(steps ? [timeField(id, [dataSet, steps])] : []),
  ];
  return {
    id,
    ...{ width: 36, height: 10 },
    time: kpi.clock === null ? 'now' : 'period',
    figures,
    visual: {
      barChartVisual: {
        visualId: id,
        ...labels(title, help),
        chartConfiguration: {
          orientation: categories.length === 0 ? 'HORIZONTAL' : 'VERTICAL',
          barsArrangement: colors === undefined ? 'CLUSTERED' : 'STACKED',
          fieldWells: {
            barChartAggregatedFieldWells: {
              category: categories,
              values: figures.map((figure) => measureField(id, figure)),
              ...(colors !== undefined && { colors: [categoryField(id, [dataSet, colors])] }),
            },
          },
        },
        ...(opens && {
          columnHierarchies: [
            {
              explicitHierarchy: { hierarchyId, columns: levels.map((column) => columnOf(dataSet, column)) },
            },
          ],
        }),
        ...(top !== undefined && { actions: [narrowing(id)] }),
      },
    },
  };
}

/** What an expression of a computation is in the words around it. */
const said = (expression: string) => `<expression>${expression}</expression>`;

/** How a figure grows, in words. */
export function growth(id: string, figure: CalculatedFigure, granularity: Granularity): Placed {
  const { kpi, dataSet } = figure;
  const field = (name: string) => ({
    time: timeField(`${id}-${name}`, [dataSet, granularity]),
    value: measureField(`${id}-${name}`, figure),
  });
  return {
    id,
    ...{ width: 18, height: 7, time: 'period' },
    figures: [figure],
    visual: {
      insightVisual: {
        visualId: id,
        dataSetIdentifier: dataSet,
        ...labels(`${kpi.title}: how it grows`),
        insightConfiguration: {
          computations: [
            {
              periodOverPeriod: { computationId: `${id}-last`, name: 'PeriodOverPeriod', ...field('last') },
            },
            {
              growthRate: {
                ...{ computationId: `${id}-growth`, name: 'GrowthRate', periodSize: 3 },
                ...field('growth'),
              },
            },
          ],
          customNarrative: {
            narrative: `<narrative><p>Against the step before: ${said('PeriodOverPeriod.percentDifference.formattedValue')}</p><p>Growth per step over the last three: ${said('GrowthRate.compoundedGrowthRate.formattedValue')}</p></narrative>`,
          },
        },
      },
    },
  };
}
