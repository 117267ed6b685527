import { become, type Mistake, twice } from './mistake.ts';
import { list, narrow, share } from './places.ts';

/** What can be wrong with actions. */
export const actionMistakes: readonly Mistake[] = [
  {
    what: 'an action goes to a sheet that is not there',
    at: `${share}.Actions.0.ActionOperations.0.NavigationOperation.LocalNavigationConfiguration.TargetSheetId`,
    to: become('list'),
    rule: 'sheet-unknown',
  },
  {
    what: 'an action takes a field that is not there',
    at: `${share}.Actions.0.ActionOperations.1.SetParametersOperation.ParameterValueConfigurations.0.Value.SourceField`,
    to: become('amount'),
    rule: 'field-unknown',
  },
  {
    what: 'an action filters by a field that is not there',
    at: `${narrow}.SelectedFieldsConfiguration.SelectedFields`,
    to: become(['vendor']),
    rule: 'field-unknown',
    found: `${narrow}.SelectedFieldsConfiguration.SelectedFields.0`,
  },
  {
    what: 'an action filters by no field',
    at: `${narrow}.SelectedFieldsConfiguration.SelectedFields`,
    to: become([]),
    rule: 'action-fields',
    found: `${narrow}.SelectedFieldsConfiguration`,
  },
  {
    what: 'an action filters by all fields and by some',
    at: `${narrow}.SelectedFieldsConfiguration.SelectedFieldOptions`,
    to: become('ALL_FIELDS'),
    rule: 'action-fields',
    found: `${narrow}.SelectedFieldsConfiguration`,
  },
  {
    what: 'an action filters a visual of another sheet',
    at: `${narrow}.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration.TargetVisuals`,
    to: become(['list']),
    rule: 'visual-unknown',
    found: `${narrow}.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration.TargetVisuals.0`,
  },
  {
    what: 'an action filters all visuals and some',
    at: `${narrow}.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration.TargetVisualOptions`,
    to: become('ALL_VISUALS'),
    rule: 'action-target',
    found: `${narrow}.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration`,
  },
  {
    what: 'an action does nothing',
    at: `${share}.Actions.0.ActionOperations`,
    to: become([]),
    rule: 'action-empty',
    found: `${share}.Actions.0`,
  },
  {
    what: 'an action is there twice',
    at: `${share}.Actions`,
    to: twice,
    rule: 'action-twice',
    found: `${share}.Actions.1`,
  },
  {
    what: 'a link has a field that is not there',
    at: `${list}.Actions.0.ActionOperations.0.URLOperation.URLTemplate`,
    to: become('https://console.example/?vendor=<<vendor>>'),
    rule: 'field-unknown',
  },
];
