import { and, become, gone, type Mistake, twice, withOther } from './mistake.ts';
import { definition, list, shareField, trendWells, vendorFilter, waiting } from './places.ts';

/** What can be wrong with data sets and columns. */
export const columnMistakes: readonly Mistake[] = [
  {
    what: 'a data set is declared twice',
    at: `${definition}.DataSetIdentifierDeclarations`,
    to: twice,
    rule: 'data-set-declared-twice',
    found: `${definition}.DataSetIdentifierDeclarations.2`,
  },
  {
    what: 'a data set that nothing uses is declared',
    at: `${definition}.DataSetIdentifierDeclarations`,
    to: and({ Identifier: 'idle', DataSetArn: { 'Fn::GetAtt': ['Stages', 'Arn'] } }),
    rule: 'data-set-unused',
    found: `${definition}.DataSetIdentifierDeclarations.2`,
  },
  {
    what: 'a data set is named that is not declared',
    at: `${waiting}.ChartConfiguration.FieldWells.PieChartAggregatedFieldWells.Category.0.CategoricalDimensionField.Column.DataSetIdentifier`,
    to: become('stage'),
    rule: 'data-set-undeclared',
  },
  {
    what: 'a declaration is of the ARN of another kind',
    at: `${definition}.DataSetIdentifierDeclarations.1.DataSetArn`,
    to: become({ 'Fn::GetAtt': ['Look', 'Arn'] }),
    rule: 'data-set-unknown',
    also: ['column-unknown'],
  },
  {
    what: 'a declaration has the id where the ARN belongs',
    at: `${definition}.DataSetIdentifierDeclarations.1.DataSetArn`,
    to: become({ Ref: 'Stages' }),
    rule: 'data-set-unknown',
    also: ['column-unknown'],
  },
  {
    what: 'a column is shown that the data set lacks',
    at: `${list}.ChartConfiguration.FieldWells.TableUnaggregatedFieldWells.Values.1.Column.ColumnName`,
    to: become('ammount'),
    rule: 'column-unknown',
  },
  {
    what: 'a column is shown by the name it had before',
    at: `${list}.ChartConfiguration.FieldWells.TableUnaggregatedFieldWells.Values.1.Column.ColumnName`,
    to: become('open_amount'),
    rule: 'column-unknown',
  },
  {
    what: 'a filter is of a column that is not there',
    at: `${vendorFilter}.Column.ColumnName`,
    to: become('vendorId'),
    rule: 'column-unknown',
  },
  {
    what: 'a text is summed up',
    at: `${trendWells}.Values.0.NumericalMeasureField.Column.ColumnName`,
    to: become('vendor'),
    rule: 'column-type',
    found: `${trendWells}.Values.0.NumericalMeasureField`,
  },
  {
    what: 'a number is the date of a chart',
    at: `${trendWells}.Category.0.DateDimensionField.Column.ColumnName`,
    to: become('amount'),
    rule: 'column-type',
    found: `${trendWells}.Category.0.DateDimensionField`,
  },
  {
    what: 'a date is a category',
    at: `${vendorFilter}.Column.ColumnName`,
    to: become('received'),
    rule: 'column-type',
    found: vendorFilter,
  },
  {
    what: 'a calculated text is taken for a number',
    at: shareField,
    to: become({
      FieldId: 'share',
      Column: { DataSetIdentifier: 'invoices', ColumnName: 'size' },
    }),
    rule: 'column-type',
    also: ['aggregate-by-row'],
  },
  {
    what: 'a field names no column',
    at: `${shareField}.Column`,
    to: gone,
    rule: 'column-missing',
    found: shareField,
    also: ['field-unknown'],
  },
  {
    what: 'what is summed up is a filter per row',
    at: `${vendorFilter}.Column.ColumnName`,
    to: become('openShare'),
    rule: 'aggregate-by-row',
    found: vendorFilter,
    also: ['column-type'],
  },
  {
    what: 'what is summed up is summed up again',
    at: shareField,
    to: withOther({ AggregationFunction: { SimpleNumericalAggregation: 'SUM' } }),
    rule: 'aggregate-twice',
    found: `${shareField}.AggregationFunction`,
  },
];
