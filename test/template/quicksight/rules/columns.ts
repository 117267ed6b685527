import type { JsonObject } from '../../../../lib/json.ts';
import { type Board, columnsOf, hasField, namesOf } from '../board.ts';
import type { ValueType } from '../expressions/meaning.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { objectIn, objectsIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';

/** Data sets are declared once, exist, and are used. */
export const declarations: BoardRule = (board) => {
  const used = new Set([
    ...references(board).map(({ value }) => nameIn(value.DataSetIdentifier)),
    ...board.calculated.map(({ identifier }) => identifier),
  ]);
  return [
    ...duplicates(
      board.dataSets.map(({ identifier, path }) => ({ name: identifier, path })),
      'data-set-declared-twice',
      'data set',
    ),
    ...board.dataSets.flatMap(({ identifier, resource, path }) => [
      ...(resource
        ? []
        : [finding('data-set-unknown', `${path}.DataSetArn`, 'It is the ARN of no data set')]),
      ...(used.has(identifier) ? [] : [finding('data-set-unused', path, `Nothing uses "${identifier}"`)]),
    ]),
    ...objectsIn(board.definition.value, board.definition.path)
      .filter(({ value }) => 'DataSetIdentifier' in value)
      .filter(({ value }) => !isDeclared(board, nameIn(value.DataSetIdentifier)))
      .map(({ path, value }) =>
        finding(
          'data-set-undeclared',
          `${path}.DataSetIdentifier`,
          `"${nameIn(value.DataSetIdentifier)}" is declared nowhere`,
        ),
      ),
  ];
};

function isDeclared(board: Board, identifier: string): boolean {
  return board.dataSets.some((each) => each.identifier === identifier);
}

/** Every place of the definition that names a column of a data set. */
function references(board: Board): readonly Placed<JsonObject>[] {
  return objectsIn(board.definition.value, board.definition.path).filter(
    ({ value }) => 'DataSetIdentifier' in value && 'ColumnName' in value,
  );
}

/** Columns exist: in the data set's output or among the calculated fields. */
export const columns: BoardRule = (board) =>
  references(board)
    .filter(({ value }) => isDeclared(board, nameIn(value.DataSetIdentifier)))
    .filter(({ value }) => !hasField(board, nameIn(value.DataSetIdentifier), nameIn(value.ColumnName)))
    .map(({ path, value }) =>
      finding(
        'column-unknown',
        `${path}.ColumnName`,
        `"${nameIn(value.DataSetIdentifier)}" has no "${nameIn(value.ColumnName)}"`,
      ),
    );

/** Of which type the column of a part of a definition has to be, by the name of the part. */
const rolesOf: Readonly<Record<string, readonly ValueType[]>> = {
  NumericalMeasureField: ['number'],
  NumericalDimensionField: ['number'],
  CategoricalMeasureField: ['text', 'truth'],
  CategoricalDimensionField: ['text', 'truth'],
  DateMeasureField: ['date'],
  DateDimensionField: ['date'],
  CategoryFilter: ['text', 'truth'],
  CategoryInnerFilter: ['text', 'truth'],
  CategoryDrillDownFilter: ['text', 'truth'],
  NumericRangeFilter: ['number'],
  NumericEqualityFilter: ['number'],
  NumericEqualityDrillDownFilter: ['number'],
  TimeEqualityFilter: ['date'],
  TimeRangeFilter: ['date'],
  TimeRangeDrillDownFilter: ['date'],
  RelativeDatesFilter: ['date'],
};

/** What takes a value per row, and may not be given what is summed up already. */
const ofRows = new Set([
  'NumericalDimensionField',
  'CategoricalDimensionField',
  'DateDimensionField',
  'CategoryFilter',
  'TimeEqualityFilter',
  'TimeRangeFilter',
  'RelativeDatesFilter',
]);

/** Columns fit what they are used for. */
export const roles: BoardRule = (board) =>
  objectsIn(board.definition.value, board.definition.path).flatMap((place) =>
    Object.keys(place.value).flatMap((kind) => {
      const part = kind in rolesOf ? objectIn(place, kind) : undefined;
      return part ? [...typeFaults(board, kind, part), ...levelFaults(board, kind, part)] : [];
    }),
  );

function typeFaults(board: Board, kind: string, part: Placed<JsonObject>): readonly Finding[] {
  const column = objectIn(part, 'Column');
  if (!column) return [finding('column-missing', part.path, 'It names no column')];
  const name = nameIn(column.value.ColumnName);
  const type = namesOf(board, nameIn(column.value.DataSetIdentifier)).typeOf(name);
  if (type === undefined || rolesOf[kind]?.includes(type)) return [];
  return [finding('column-type', part.path, `"${name}" is a ${type}, of which there is no ${kind}`)];
}

function levelFaults(board: Board, kind: string, part: Placed<JsonObject>): readonly Finding[] {
  const identifier = nameIn(objectIn(part, 'Column')?.value.DataSetIdentifier);
  const name = nameIn(objectIn(part, 'Column')?.value.ColumnName);
  const aggregated = namesOf(board, identifier).levelOf(name) === 'aggregate';
  if (!aggregated || !columnsOf(board, identifier)) return [];
  if (ofRows.has(kind))
    return [finding('aggregate-by-row', part.path, `"${name}" is summed up, and has no value per row`)];
  return 'AggregationFunction' in part.value
    ? [finding('aggregate-twice', `${part.path}.AggregationFunction`, `"${name}" is summed up already`)]
    : [];
}
