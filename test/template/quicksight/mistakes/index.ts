import { actionMistakes } from './actions.ts';
import { calculatedFieldMistakes } from './calculated-fields.ts';
import { columnMistakes } from './columns.ts';
import { filterMistakes } from './filters.ts';
import { layoutMistakes } from './layouts.ts';
import { limitMistakes } from './limits.ts';
import type { Mistake } from './mistake.ts';
import { parameterMistakes } from './parameters.ts';
import { resourceMistakes } from './resources.ts';
import { visualMistakes } from './visuals.ts';

/** What can be wrong with resources of QuickSight, each to be found by a rule. */
export const mistakes: readonly Mistake[] = [
  ...columnMistakes,
  ...calculatedFieldMistakes,
  ...parameterMistakes,
  ...filterMistakes,
  ...visualMistakes,
  ...actionMistakes,
  ...layoutMistakes,
  ...limitMistakes,
  ...resourceMistakes,
];
