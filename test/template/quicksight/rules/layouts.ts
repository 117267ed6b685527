import type { JsonObject } from '../../../../lib/json.ts';
import { at } from '../../invariants/resources.ts';
import type { Sheet } from '../board.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { listIn, objectIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';

/** Columns of the grid (API reference, GridLayoutElement: `ColumnIndex` 0–35, `ColumnSpan` 1–36). */
const gridColumns = 36;

interface Element extends Placed<JsonObject> {
  readonly id: string;
  readonly type: string;
}

/** Whatever is on a sheet has one place, within the grid and on top of nothing else. */
export const layouts: BoardRule = (board) =>
  board.sheets.flatMap((sheet) => {
    const main = elementsOf(sheet, 'Layouts');
    const controls = elementsOf(sheet, 'SheetControlLayouts');
    return [
      ...main.flatMap(outside),
      ...controls.flatMap(outside),
      ...overlaps(main),
      ...overlaps(controls),
      ...controls
        .filter(({ type }) => !type.endsWith('_CONTROL'))
        .map(({ path, type }) => finding('layout-element', path, `A ${type} among the controls`)),
      ...placement(sheet, [...main, ...controls]),
    ];
  });

function elementsOf(sheet: Sheet, name: string): readonly Element[] {
  return listIn(sheet, name).flatMap((layout) => {
    const configuration = objectIn(layout, 'Configuration');
    const grid = configuration && objectIn(configuration, 'GridLayout');
    const free = configuration && objectIn(configuration, 'FreeFormLayout');
    return [grid, free].flatMap((each) =>
      each
        ? listIn(each, 'Elements').map((element) => ({
            ...element,
            id: nameIn(element.value.ElementId),
            type: nameIn(element.value.ElementType),
          }))
        : [],
    );
  });
}

function numberAt({ value }: Element, name: string): number | undefined {
  const found = at(value, name);
  return typeof found === 'number' ? found : undefined;
}

function outside(element: Element): readonly Finding[] {
  const column = numberAt(element, 'ColumnIndex');
  const row = numberAt(element, 'RowIndex');
  const end = (column ?? 0) + (numberAt(element, 'ColumnSpan') ?? 0);
  return [
    ...(end > gridColumns
      ? [finding('layout-outside', element.path, `It ends at column ${end} of ${gridColumns}`)]
      : []),
    ...((column === undefined) === (row === undefined)
      ? []
      : [finding('layout-outside', element.path, 'It has a row or a column alone')]),
  ];
}

function overlaps(elements: readonly Element[]): readonly Finding[] {
  return elements.flatMap((element, index) =>
    elements
      .slice(0, index)
      .filter((other) => overlap(element, other))
      .map(({ id }) => finding('layout-overlap', element.path, `"${element.id}" lies on "${id}"`)),
  );
}

function overlap(one: Element, other: Element): boolean {
  return (['Column', 'Row'] as const).every((axis) => {
    const [from, to] = extent(one, axis);
    const [otherFrom, otherTo] = extent(other, axis);
    return from < otherTo && otherFrom < to;
  });
}

/** From where to where it is; an element without a place is put where there is room. */
function extent(element: Element, axis: 'Column' | 'Row'): readonly [number, number] {
  const from = numberAt(element, `${axis}Index`);
  return from === undefined ? [0, 0] : [from, from + (numberAt(element, `${axis}Span`) ?? 0)];
}

function placement(sheet: Sheet, elements: readonly Element[]): readonly Finding[] {
  const parts = partsOf(sheet);
  return [
    ...duplicates(
      elements.map(({ id, type, path }) => ({ name: `${type} ${id}`, path })),
      'layout-twice',
      'place of',
    ),
    ...elements
      .filter(({ id, type }) => !parts.some((part) => part.id === id && part.type === type))
      .map(({ id, type, path }) => finding('layout-element', path, `The sheet has no ${type} "${id}"`)),
    ...parts
      .filter(({ id, type }) => !elements.some((element) => element.id === id && element.type === type))
      .map(({ id, type, path }) => finding('layout-missing', path, `The ${type} "${id}" has no place`)),
  ];
}

function partsOf(
  sheet: Sheet,
): readonly { readonly id: string; readonly type: string; readonly path: string }[] {
  return [
    ...sheet.visuals.map(({ id, path }) => ({ id, path, type: 'VISUAL' })),
    ...sheet.filterControls.map(({ id, path }) => ({ id, path, type: 'FILTER_CONTROL' })),
    ...sheet.parameterControls.map(({ id, path }) => ({ id, path, type: 'PARAMETER_CONTROL' })),
    ...listIn(sheet, 'TextBoxes').map(({ path, value }) => ({
      id: nameIn(value.SheetTextBoxId),
      path,
      type: 'TEXT_BOX',
    })),
    ...listIn(sheet, 'Images').map(({ path, value }) => ({
      id: nameIn(value.SheetImageId),
      path,
      type: 'IMAGE',
    })),
  ];
}
