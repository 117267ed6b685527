import type { JsonObject, JsonValue } from '../../../../lib/json.ts';
import { at, textAt, textsOf } from '../../invariants/resources.ts';
import { type Board, hasField, parsed, type Visual } from '../board.ts';
import { fieldsOf } from '../expressions/meaning.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { everythingIn, listIn, memberOf, objectsIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';

/**
 * The parts of a visual that show a column, or what is worked out, and have ids: members of unions of that name,
 * and rows of tables. What applies to a field has both as well, and is none.
 */
export function fieldsIn(visual: Placed<JsonObject>): readonly Placed<JsonObject>[] {
  return objectsIn(visual.value, visual.path).filter(
    ({ path, value }) =>
      'FieldId' in value &&
      ('Column' in value || 'Expression' in value) &&
      /\.FieldWells\.|(Measure|Dimension)Field$/.test(path),
  );
}

/** The ids that parts of a visual name its fields by. */
const namesOfFields = ['FieldId', 'MeasureFieldId', 'SourceField'];
const listsOfFields = ['SelectedFields', 'FieldOrder', 'PinnedLeftFields', 'DimensionFieldIds', 'Order'];

/** Fields of a visual have ids of their own, and whatever names one finds it. */
export const fields: BoardRule = (board) =>
  board.sheets.flatMap(({ visuals }) =>
    visuals.flatMap((visual) => [...fieldFaults(visual), ...conditions(board, visual)]),
  );

function fieldFaults(visual: Visual): readonly Finding[] {
  const all = fieldsIn(visual);
  const wells = all.filter(({ path }) => path.includes('.FieldWells.'));
  const known = new Set(all.map(({ value }) => nameIn(value.FieldId)));
  const uses = everythingIn(visual.value, visual.path).flatMap(({ name, path, value }) => {
    if (namesOfFields.includes(name) && typeof value === 'string') return [{ path, id: value }];
    if (!listsOfFields.includes(name)) return [];
    return textsOf(value).map((id, index) => ({ path: `${path}.${index}`, id }));
  });
  return [
    ...duplicates(
      wells.map(({ path, value }) => ({ name: nameIn(value.FieldId), path })),
      'field-twice',
      'field',
    ),
    ...uses
      .filter(({ id }) => !known.has(id))
      .map(({ path, id }) => finding('field-unknown', path, `The visual has no field "${id}"`)),
  ];
}

/** Conditions of formats name columns of the data sets that the visual shows. */
function conditions(board: Board, visual: Visual): readonly Finding[] {
  const shown = new Set(
    objectsIn(visual.value, visual.path).flatMap(({ value }) => textAt(value, 'DataSetIdentifier') ?? []),
  );
  return objectsIn(visual.value.ConditionalFormatting, `${visual.path}.ConditionalFormatting`).flatMap(
    ({ path, value }) => {
      const expression = textAt(value, 'Expression');
      if (expression === undefined) return [];
      const node = parsed(expression);
      if (!node) return [finding('expression-syntax', `${path}.Expression`, 'It is no expression')];
      return fieldsOf(node)
        .filter((name) => ![...shown].some((identifier) => hasField(board, identifier, name)))
        .map((name) => finding('field-unknown', `${path}.Expression`, `Nothing shown has a field "${name}"`));
    },
  );
}

/** A field that can be drilled into names a hierarchy of its visual that has its column. */
export const hierarchies: BoardRule = (board) =>
  board.sheets.flatMap(({ visuals }) => visuals.flatMap(hierarchyFaults));

function hierarchyFaults(visual: Visual): readonly Finding[] {
  const declared = listIn(visual, 'ColumnHierarchies').flatMap((each) => {
    const hierarchy = memberOf(each);
    return hierarchy ? [{ ...hierarchy, id: nameIn(hierarchy.value.HierarchyId) }] : [];
  });
  const using = fieldsIn(visual).filter(({ value }) => textAt(value, 'HierarchyId') !== undefined);
  return [
    ...duplicates(
      declared.map(({ id, path }) => ({ name: id, path })),
      'hierarchy-twice',
      'hierarchy',
    ),
    ...declared
      .filter(({ id }) => !using.some(({ value }) => value.HierarchyId === id))
      .map(({ id, path }) => finding('hierarchy-unused', path, `No field is drilled into by "${id}"`)),
    ...using.flatMap(({ path, value }) => {
      const hierarchy = declared.find(({ id }) => id === value.HierarchyId);
      if (!hierarchy)
        return [
          finding('hierarchy-unknown', `${path}.HierarchyId`, `No hierarchy "${nameIn(value.HierarchyId)}"`),
        ];
      const columns = listIn(hierarchy, 'Columns');
      if (columns.length === 0) return [];
      return columns.some((column) => isSameColumn(column.value, value.Column))
        ? []
        : [finding('hierarchy-column', hierarchy.path, 'The column of the field is not in it')];
    }),
    ...declared.flatMap((hierarchy) => {
      const columns = listIn(hierarchy, 'Columns').map(({ value }) => nameIn(value.DataSetIdentifier));
      return new Set(columns).size > 1
        ? [finding('hierarchy-column', hierarchy.path, 'Its columns are of several data sets')]
        : [];
    }),
  ];
}

function isSameColumn(one: JsonObject, other: JsonValue | undefined): boolean {
  return (
    one.ColumnName === at(other, 'ColumnName') && one.DataSetIdentifier === at(other, 'DataSetIdentifier')
  );
}
