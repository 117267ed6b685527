import type { JsonObject } from '../../../../lib/json.ts';
import { at, textsOf } from '../../invariants/resources.ts';
import { type Board, isFilled, type Sheet } from '../board.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { listIn, named, objectIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';
import { fieldsIn } from './visuals.ts';

/** Actions go to sheets and visuals that exist, and do something. */
export const actions: BoardRule = (board) =>
  board.sheets.flatMap((sheet) =>
    [...sheet.visuals, ...listIn(sheet, 'Images')].flatMap((owner) => {
      const own = listIn(owner, 'Actions');
      return [
        ...duplicates(
          own.map(({ path, value }) => ({ name: nameIn(value.CustomActionId), path })),
          'action-twice',
          'action',
        ),
        ...own.flatMap((action) => actionFaults(board, sheet, owner, action)),
      ];
    }),
  );

function actionFaults(
  board: Board,
  sheet: Sheet,
  owner: Placed<JsonObject>,
  action: Placed<JsonObject>,
): readonly Finding[] {
  const operations = listIn(action, 'ActionOperations');
  return [
    ...(operations.length > 0 ? [] : [finding('action-empty', action.path, 'It does nothing')]),
    ...operations.flatMap((operation) => [
      ...targetSheets(board, operation),
      ...targetVisuals(sheet, operation),
      ...selectedFields(operation),
      ...address(owner, operation),
    ]),
  ];
}

function targetSheets(board: Board, operation: Placed<JsonObject>): readonly Finding[] {
  return named(operation.value, operation.path, 'TargetSheetId')
    .filter(({ value }) => !board.sheets.some(({ id }) => id === value))
    .map(({ path, value }) => finding('sheet-unknown', path, `There is no sheet "${nameIn(value)}"`));
}

function targetVisuals(sheet: Sheet, operation: Placed<JsonObject>): readonly Finding[] {
  return named(operation.value, operation.path, 'SameSheetTargetVisualConfiguration').flatMap(
    ({ path, value }) => {
      const ids = textsOf(at(value, 'TargetVisuals'));
      const all = at(value, 'TargetVisualOptions') !== undefined;
      return [
        ...(all === ids.length > 0
          ? [finding('action-target', path, 'It is all visuals or some, one of the two')]
          : []),
        ...ids.flatMap((id, index) =>
          sheet.visuals.some((visual) => visual.id === id)
            ? []
            : [
                finding(
                  'visual-unknown',
                  `${path}.TargetVisuals.${index}`,
                  `No visual "${id}" on "${sheet.id}"`,
                ),
              ],
        ),
      ];
    },
  );
}

function selectedFields(operation: Placed<JsonObject>): readonly Finding[] {
  return named(operation.value, operation.path, 'SelectedFieldsConfiguration').flatMap(({ path, value }) => {
    const ways = ['SelectedFields', 'SelectedFieldOptions', 'SelectedColumns'].filter((name) => {
      const way = at(value, name);
      return typeof way === 'string' || isFilled(way);
    });
    return ways.length === 1
      ? []
      : [finding('action-fields', path, 'It takes all fields or some, one of the two')];
  });
}

/** `<<field>>` in the address of a link is a field of the visual, by its id or its column. */
function address(owner: Placed<JsonObject>, operation: Placed<JsonObject>): readonly Finding[] {
  const link = objectIn(operation, 'URLOperation');
  if (!link) return [];
  const known = fieldsIn(owner).flatMap(({ value }) => [
    nameIn(value.FieldId),
    nameIn(at(value, 'Column', 'ColumnName')),
  ]);
  return [...nameIn(link.value.URLTemplate).matchAll(/<<([^$>][^>]*)>>/g)]
    .filter(([, name = '']) => !known.includes(name))
    .map(([, name]) => finding('field-unknown', `${link.path}.URLTemplate`, `The visual has no "${name}"`));
}
