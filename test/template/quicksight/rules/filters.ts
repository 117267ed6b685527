import type { JsonObject } from '../../../../lib/json.ts';
import { at, textAt, textsOf } from '../../invariants/resources.ts';
import type { Board, Control, Filter, FilterGroup, Sheet } from '../board.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { listIn, objectIn, objectsIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';

/** Groups of filters say where they hold, and hold somewhere. */
export const filterGroups: BoardRule = (board) => [
  ...duplicates(
    board.filterGroups.map(({ id, path }) => ({ name: id, path })),
    'filter-group-twice',
    'filter group',
  ),
  ...duplicates(
    board.filterGroups.flatMap(({ filters }) => filters.map(({ id, path }) => ({ name: id, path }))),
    'filter-twice',
    'filter',
  ),
  ...board.filterGroups.flatMap((group) => [
    ...required(group),
    ...scopeFaults(board, group),
    ...withoutEffect(board, group),
    ...group.filters.flatMap(withoutNullOption),
    ...ofSheets(board, group),
  ]),
];

function required({ path, value, filters }: FilterGroup): readonly Finding[] {
  return [
    ...(['ALL_DATASETS', 'SINGLE_DATASET'].includes(nameIn(value.CrossDataset))
      ? []
      : [finding('filter-scope', `${path}.CrossDataset`, 'It does not say of which data sets')]),
    ...(filters.length > 0 ? [] : [finding('filter-group-empty', path, 'It has no filter')]),
  ];
}

/** The API requires it of filters of numbers and dates, and of custom ones. */
const needNullOption = [
  'NumericRangeFilter',
  'NumericEqualityFilter',
  'TimeRangeFilter',
  'RelativeDatesFilter',
];

function withoutNullOption(filter: Filter): readonly Finding[] {
  const custom = ['CustomFilterConfiguration', 'CustomFilterListConfiguration'].flatMap((name) => {
    const configuration = objectIn(filter, 'Configuration');
    return (configuration && objectIn(configuration, name)) ?? [];
  });
  const parts: readonly Placed<JsonObject>[] = needNullOption.includes(filter.kind) ? [filter] : custom;
  return parts
    .filter(({ value }) => textAt(value, 'NullOption') === undefined)
    .map(({ path }) => finding('filter-null-option', path, 'It does not say what of missing values'));
}

function scopesOf(group: FilterGroup): readonly Placed<JsonObject>[] {
  const scope = objectIn(group, 'ScopeConfiguration');
  const selected = scope && objectIn(scope, 'SelectedSheets');
  return selected ? listIn(selected, 'SheetVisualScopingConfigurations') : [];
}

function scopeFaults(board: Board, group: FilterGroup): readonly Finding[] {
  const everywhere = at(group.value, 'ScopeConfiguration', 'AllSheets') !== undefined;
  const scopes = scopesOf(group);
  if (everywhere === scopes.length > 0)
    return [
      finding('filter-scope', `${group.path}.ScopeConfiguration`, 'It is all sheets or some, one of the two'),
    ];
  return [
    ...duplicates(
      scopes.map(({ path, value }) => ({ name: nameIn(value.SheetId), path })),
      'filter-scope',
      'scope on the sheet',
    ),
    ...scopes.flatMap((scope) => faultsOfScope(board, scope)),
  ];
}

function faultsOfScope(board: Board, { path, value }: Placed<JsonObject>): readonly Finding[] {
  const id = nameIn(value.SheetId);
  const sheet = board.sheets.find((each) => each.id === id);
  if (!sheet) return [finding('sheet-unknown', `${path}.SheetId`, `There is no sheet "${id}"`)];
  const ids = textsOf(value.VisualIds);
  const some = value.Scope === 'SELECTED_VISUALS';
  return [
    ...(some === ids.length > 0
      ? []
      : [finding('filter-scope', `${path}.VisualIds`, `${nameIn(value.Scope)} with ${ids.length} visuals`)]),
    ...ids.flatMap((visual, index) =>
      sheet.visuals.some((each) => each.id === visual)
        ? []
        : [finding('visual-unknown', `${path}.VisualIds.${index}`, `No visual "${visual}" on "${id}"`)],
    ),
  ];
}

/** The visuals that a group of filters holds for. */
function visualsOf(board: Board, group: FilterGroup) {
  const scopes = scopesOf(group);
  return board.sheets.flatMap((sheet) => {
    const scope = scopes.find(({ value }) => value.SheetId === sheet.id);
    if (scopes.length > 0 && !scope) return [];
    const ids = textsOf(scope?.value.VisualIds);
    return scope?.value.Scope === 'SELECTED_VISUALS'
      ? sheet.visuals.filter(({ id }) => ids.includes(id))
      : sheet.visuals;
  });
}

/** A filter of one data set that no visual in its scope shows anything of. */
function withoutEffect(board: Board, group: FilterGroup): readonly Finding[] {
  if (group.value.CrossDataset !== 'SINGLE_DATASET') return [];
  const shown = new Set(
    visualsOf(board, group).flatMap((visual) =>
      objectsIn(visual.value, visual.path).map(({ value }) => nameIn(value.DataSetIdentifier)),
    ),
  );
  return group.filters
    .map((filter) => ({ ...filter, of: nameIn(at(filter.value, 'Column', 'DataSetIdentifier')) }))
    .filter(({ of }) => !shown.has(of))
    .map(({ path, of }) => finding('filter-without-effect', path, `No visual in its scope is of "${of}"`));
}

/** A filter of one sheet has controls of its own, and no default for those of several sheets. */
function ofSheets(board: Board, group: FilterGroup): readonly Finding[] {
  const scopes = scopesOf(group);
  const sheets = scopes.length === 0 ? board.sheets.length : scopes.length;
  if (sheets > 1) return [];
  return group.filters
    .filter(({ value }) => 'DefaultFilterControlConfiguration' in value)
    .map(({ path }) => finding('control-of-sheets', path, 'Controls of sheets are for filters of several'));
}

/** Which filters a control can be of. */
const filtersOf: Readonly<Record<string, readonly string[]>> = {
  DateTimePicker: ['TimeRangeFilter', 'TimeEqualityFilter'],
  RelativeDateTime: ['RelativeDatesFilter'],
  Dropdown: ['CategoryFilter', 'NumericEqualityFilter'],
  List: ['CategoryFilter', 'NumericEqualityFilter'],
  TextField: ['CategoryFilter', 'NumericEqualityFilter', 'NumericRangeFilter', 'TopBottomFilter'],
  TextArea: ['CategoryFilter', 'NumericEqualityFilter'],
  Slider: ['NumericRangeFilter', 'NumericEqualityFilter'],
};

/** Controls of filters set a filter that holds on their sheet, and that they fit. */
export const filterControls: BoardRule = (board) =>
  board.sheets.flatMap((sheet) =>
    sheet.filterControls.flatMap((control) => [
      ...controlFaults(board, sheet, control),
      ...cascades(sheet, control),
    ]),
  );

function controlFaults(board: Board, sheet: Sheet, { path, kind, value }: Control): readonly Finding[] {
  const id = nameIn(value.SourceFilterId);
  const group = board.filterGroups.find(({ filters }) => filters.some((each) => each.id === id));
  const filter = group?.filters.find((each) => each.id === id);
  if (!group || !filter)
    return [finding('filter-unknown', `${path}.SourceFilterId`, `There is no filter "${id}"`)];
  const scopes = scopesOf(group);
  const here = scopes.length === 0 || scopes.some((scope) => scope.value.SheetId === sheet.id);
  const crossSheet = 'DefaultFilterControlConfiguration' in filter.value;
  return [
    ...(here ? [] : [finding('control-elsewhere', path, `"${id}" does not hold on "${sheet.id}"`)]),
    ...(crossSheet === (kind === 'CrossSheet')
      ? []
      : [
          finding(
            'control-of-sheets',
            path,
            'A filter with DefaultFilterControlConfiguration has CrossSheet controls, and no other one has',
          ),
        ]),
    ...(kind in filtersOf && !filtersOf[kind]?.includes(filter.kind)
      ? [finding('control-type', path, `A ${kind} cannot set a ${filter.kind}`)]
      : []),
  ];
}

/** Controls whose choices depend on another one depend on one of the same sheet. */
export function cascades(sheet: Sheet, { path, value }: Control): readonly Finding[] {
  const ids = [...sheet.filterControls, ...sheet.parameterControls].map(({ id }) => id);
  return objectsIn(value.CascadingControlConfiguration, `${path}.CascadingControlConfiguration`)
    .filter((each) => 'SourceSheetControlId' in each.value)
    .filter((each) => !ids.includes(nameIn(each.value.SourceSheetControlId)))
    .map((each) =>
      finding(
        'control-unknown',
        `${each.path}.SourceSheetControlId`,
        `No control "${nameIn(each.value.SourceSheetControlId)}" on "${sheet.id}"`,
      ),
    );
}
