import { set } from '../fixture/set.ts';
import { and, become, gone, type Mistake, twice } from './mistake.ts';
import { definition, list, overview, parameter, share } from './places.ts';

/** What can be wrong with parameters. */
export const parameterMistakes: readonly Mistake[] = [
  {
    what: 'a parameter is declared twice',
    at: `${definition}.ParameterDeclarations`,
    to: twice,
    rule: 'parameter-twice',
    found: `${definition}.ParameterDeclarations.4.StringParameterDeclaration`,
  },
  {
    what: 'nothing uses a parameter',
    at: `${definition}.ParameterDeclarations`,
    to: and({
      StringParameterDeclaration: {
        Name: 'Idle',
        ParameterValueType: 'SINGLE_VALUED',
        DefaultValues: { StaticValues: ['x'] },
      },
    }),
    rule: 'parameter-unused',
    found: `${definition}.ParameterDeclarations.4.StringParameterDeclaration`,
  },
  {
    what: 'a filter is by a parameter that is not there',
    at: `${definition}.FilterGroups.0.Filters.0.CategoryFilter.Configuration.CustomFilterConfiguration.ParameterName`,
    to: become('Money'),
    rule: 'parameter-unknown',
  },
  {
    what: 'a control sets a parameter that is not there',
    at: `${overview}.ParameterControls.0.Dropdown.SourceParameterName`,
    to: become('Money'),
    rule: 'parameter-unknown',
  },
  {
    what: 'an action sets a parameter that is not there',
    at: `${share}.Actions.0.ActionOperations.1.SetParametersOperation.ParameterValueConfigurations.0.DestinationParameterName`,
    to: become('Most'),
    rule: 'parameter-unknown',
  },
  {
    what: 'a title has a parameter that is not there',
    at: `${share}.Title.FormatText.PlainText`,
    to: become(`Open, from ${set('Most')} on`),
    rule: 'parameter-unknown',
  },
  {
    what: 'a link has a parameter that is not there',
    at: `${list}.Actions.0.ActionOperations.0.URLOperation.URLTemplate`,
    to: become('https://console.example/?from=<<$Since>>'),
    rule: 'parameter-unknown',
  },
  {
    what: 'a period begins with a text',
    at: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter.RangeMinimumValue.Parameter`,
    to: become('Currency'),
    rule: 'parameter-type',
  },
  {
    what: 'a text is picked as a date',
    at: `${overview}.ParameterControls.1.DateTimePicker.SourceParameterName`,
    to: become('Currency'),
    rule: 'parameter-type',
  },
  {
    what: 'a category is filtered by a number',
    at: `${definition}.FilterGroups.0.Filters.0.CategoryFilter.Configuration.CustomFilterConfiguration.ParameterName`,
    to: become('Least'),
    rule: 'parameter-type',
  },
  {
    what: 'a date has no default',
    at: `${parameter(1, 'DateTime')}.DefaultValues`,
    to: gone,
    rule: 'parameter-without-default',
    found: parameter(1, 'DateTime'),
  },
  {
    what: 'a parameter has neither a default nor a control',
    at: `${parameter(2, 'Decimal')}.DefaultValues`,
    to: gone,
    rule: 'parameter-without-default',
    found: parameter(2, 'Decimal'),
  },
  {
    what: 'a control of many values sets one',
    at: `${overview}.ParameterControls.0.Dropdown.Type`,
    to: become('MULTI_SELECT'),
    rule: 'parameter-values',
  },
  {
    what: 'a parameter is mapped to none of the data set',
    at: `${parameter(3, 'String')}.MappedDataSetParameters.0.DataSetParameterName`,
    to: become('Land'),
    rule: 'data-set-parameter-unknown',
  },
  {
    what: 'a number is mapped to a text of the data set',
    at: `${parameter(2, 'Decimal')}.MappedDataSetParameters`,
    to: become([{ DataSetIdentifier: 'invoices', DataSetParameterName: 'Country' }]),
    rule: 'parameter-type',
    found: `${parameter(2, 'Decimal')}.MappedDataSetParameters.0`,
  },
  {
    what: 'the name of a parameter has a hyphen',
    at: `${parameter(3, 'String')}.Name`,
    to: become('the-country'),
    rule: 'id-form',
  },
];
