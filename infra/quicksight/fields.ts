import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { Kpi, Unit } from '../../dashboards/kpis/kpi.ts';
import type { CalculatedField, DataSetName } from '../../dashboards/quicksight/data-set.ts';
import type { CalculatedFigure } from '../../dashboards/quicksight/figures.ts';

export type Granularity = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** A column or calculated field of a data set. */
export function columnOf(dataSet: DataSetName, columnName: string) {
  return { dataSetIdentifier: dataSet, columnName };
}

const separators = { thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' } };

function decimals(decimalPlaces: number) {
  return { decimalPlacesConfiguration: { decimalPlaces }, separatorConfiguration: separators };
}

/** How a number is shown that has no unit. */
function numbers(decimalPlaces: number): CfnDashboard.NumericFormatConfigurationProperty {
  return { numberDisplayFormatConfiguration: decimals(decimalPlaces) };
}

/** How a value of a unit is shown. Amounts have two decimals, whatever their currency has. */
const formats: Readonly<Record<Unit, CfnDashboard.NumericFormatConfigurationProperty>> = {
  count: numbers(0),
  money: numbers(2),
  share: { percentageDisplayFormatConfiguration: decimals(1) },
  days: numbers(1),
  duration: numbers(1),
};

/** The id of a field of a visual. */
export function fieldId(visualId: string, name: string): string {
  return `${visualId}.${name}`;
}

/** The id of a figure in a visual; a dimension may be called like it. */
export function figureId(visualId: string, { id }: Kpi): string {
  return fieldId(visualId, `${id}.figure`);
}

/** A figure in a visual. */
export function measureField(
  visualId: string,
  { kpi, dataSet, name }: CalculatedFigure,
): CfnDashboard.MeasureFieldProperty {
  return {
    numericalMeasureField: {
      fieldId: figureId(visualId, kpi),
      column: columnOf(dataSet, name),
      formatConfiguration: { formatConfiguration: formats[kpi.unit] },
    },
  };
}

/** What is no figure, as a number in a visual. */
export function plainField(
  visualId: string,
  { dataSet, name }: CalculatedField,
  decimalPlaces: number,
): CfnDashboard.MeasureFieldProperty {
  return {
    numericalMeasureField: {
      fieldId: fieldId(visualId, name),
      column: columnOf(dataSet, name),
      formatConfiguration: { formatConfiguration: numbers(decimalPlaces) },
    },
  };
}

/** What a visual is told apart by. @param hierarchyId of the levels that it can be opened to */
export function categoryField(
  visualId: string,
  [dataSet, column]: readonly [DataSetName, string],
  hierarchyId?: string,
): CfnDashboard.DimensionFieldProperty {
  return {
    categoricalDimensionField: {
      fieldId: fieldId(visualId, column),
      column: columnOf(dataSet, column),
      ...(hierarchyId !== undefined && { hierarchyId }),
    },
  };
}

/** The time of a visual, in steps. @param hierarchyId with it, steps can be made longer and shorter */
export function timeField(
  visualId: string,
  [dataSet, dateGranularity]: readonly [DataSetName, Granularity],
  hierarchyId?: string,
): CfnDashboard.DimensionFieldProperty {
  return {
    dateDimensionField: {
      fieldId: fieldId(visualId, 'time'),
      column: columnOf(dataSet, 'time'),
      dateGranularity,
      ...(hierarchyId !== undefined && { hierarchyId }),
    },
  };
}

/** The lines above a visual: QuickSight takes 512 and 1,024 characters of them. */
export function labels(title: string, subtitle?: string) {
  return {
    title: { visibility: 'VISIBLE', formatText: { plainText: title } },
    subtitle: subtitle
      ? { visibility: 'VISIBLE', formatText: { plainText: subtitle } }
      : { visibility: 'HIDDEN' },
  };
}
