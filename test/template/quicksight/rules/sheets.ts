import { textAt } from '../../invariants/resources.ts';
import { duplicates, type Finding, finding } from '../finding.ts';
import { objectsIn } from '../walk.ts';
import { cascades } from './filters.ts';
import type { BoardRule } from './rule.ts';

/** Sheets and what is on them have ids of their own, and sheets names that can be seen. */
export const sheets: BoardRule = ({ sheets: all, definition }) => [
  ...(all.length > 0 ? [] : [finding('sheet-missing', definition.path, 'It has no sheet')]),
  ...ids(all, 'sheet'),
  ...ids(
    all.flatMap(({ visuals }) => visuals),
    'visual',
  ),
  ...ids(
    all.flatMap(({ filterControls, parameterControls }) => [...filterControls, ...parameterControls]),
    'control',
  ),
  ...duplicates(
    all.map(({ path, value }) => ({ name: textAt(value, 'Name') ?? '', path: `${path}.Name` })),
    'sheet-name',
    'sheet called',
  ),
  // QuickSight shows no tab for a name of one letter.
  ...all
    .filter(({ value }) => (textAt(value, 'Name') ?? '').length < 2)
    .map(({ path }) => finding('sheet-name', `${path}.Name`, 'It is shorter than two letters')),
  ...all.flatMap((sheet) => sheet.parameterControls.flatMap((control) => cascades(sheet, control))),
];

function ids(
  of: readonly { readonly id: string; readonly path: string }[],
  what: 'sheet' | 'visual' | 'control',
): readonly Finding[] {
  return duplicates(
    of.map(({ id, path }) => ({ name: id, path })),
    `${what}-twice`,
    what,
  );
}

/** A label of an axis says to which field it applies, or it is not shown. */
export const labels: BoardRule = ({ definition }) =>
  objectsIn(definition.value, definition.path)
    .filter(({ path, value }) => /\.AxisLabelOptions\.\d+$/.test(path) && 'CustomLabel' in value)
    .filter(({ value }) => !('ApplyTo' in value))
    .map(({ path }) => finding('label-of-nothing', path, 'It has a CustomLabel without ApplyTo'));
