import { isJsonArray } from '../../../../lib/json.ts';
import { set } from '../fixture/set.ts';
import { and, become, gone, type Mistake } from './mistake.ts';
import { definition, expression, grid, narrow, parameter, trend, vendorFilter } from './places.ts';

/** What may be otherwise and is no mistake. */
export type Variant = Pick<Mistake, 'what' | 'at' | 'to'>;

const expressions = [
  'sumOver({amount}, [{currency}], PRE_AGG)',
  'avg(sum({amount}, [{vendor}, {country}]))',
  'sum({amount}) / countOver(sum({amount}), [{vendor}])',
  'percentOfTotal(sum({amount}), [{vendor}])',
  'periodOverPeriodDifference(sum({amount}), {received}, MONTH, 1)',
  'rank([sum({amount}) DESC], [{vendor}])',
  'runningSum(sum({amount}), [{received} ASC], [{vendor}])',
  `ifelse(sum({amount}) > ${set('Least')} AND NOT (count({vendor}) <= 1), 1, 0)`,
  'sum(amount) * -1 /* of the whole */ + 2.5 ^ 2',
  "sumIf({amount}, {vendor} <> 'its' OR isNotNull({open}))",
  "{amount} * ifelse({currency} = 'EUR', 1, in({currency}, ['USD', \"GBP\"]), 2, 3)",
  'dateDiff({received}, now(), "DD")',
];

export const variants: readonly Variant[] = [
  ...expressions.map((text) => ({
    what: `a calculated field is ${text}`,
    at: expression(0),
    to: become(text),
  })),
  {
    what: 'a parameter without a default has a control',
    at: `${parameter(0, 'String')}.DefaultValues`,
    to: gone,
  },
  {
    what: 'an action filters all visuals',
    at: `${narrow}.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration`,
    to: become({ TargetVisualOptions: 'ALL_VISUALS' }),
  },
  {
    what: 'an action filters by all fields',
    at: `${narrow}.SelectedFieldsConfiguration`,
    to: become({ SelectedFieldOptions: 'ALL_FIELDS' }),
  },
  {
    what: 'a filter of one data set holds everywhere',
    at: `${definition}.FilterGroups.2.ScopeConfiguration`,
    to: become({ AllSheets: {} }),
  },
  {
    what: 'a permission is decided at deployment',
    at: 'Board.Permissions',
    to: become({ 'Fn::If': ['HasReaders', [], { Ref: 'AWS::NoValue' }] }),
  },
  {
    what: 'nobody may see a data source',
    at: 'Source.Permissions',
    to: gone,
  },
  {
    what: 'the theme is one of AWS',
    at: 'Board.ThemeArn',
    to: become('arn:aws:quicksight::aws:theme/MIDNIGHT'),
  },
  {
    what: 'a data source exists already',
    at: 'Stages.PhysicalTableMap.stages.CustomSql.DataSourceArn',
    to: become({ 'Fn::Sub': `arn:aws:quicksight:eu-west-1:${set('AWS::AccountId')}:datasource/other` }),
  },
  {
    what: 'a title is as long as titles may be',
    at: `${trend}.Title`,
    to: become({ FormatText: { PlainText: 'x'.repeat(512) } }),
  },
  {
    what: 'a filter names its values',
    at: `${vendorFilter}.Configuration`,
    to: become({ FilterListConfiguration: { MatchOperator: 'CONTAINS', CategoryValues: ['V-1'] } }),
  },
  {
    what: 'places are written down from the last to the first',
    at: grid,
    to: (old) => (isJsonArray(old) ? old.toReversed() : []),
  },
  {
    what: 'the name of a column is as long as it may be',
    at: 'Stages.PhysicalTableMap.stages.CustomSql.Columns',
    to: and({ Name: 'x'.repeat(127), Type: 'STRING' }),
  },
];
