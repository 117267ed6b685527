import { isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { textAt, textsOf } from '../invariants/resources.ts';
import type { ValueType } from './expressions/meaning.ts';
import { nameIn } from './finding.ts';
import type { Resource } from './template.ts';
import { listIn, memberOf, objectIn, objectsIn, type Placed } from './walk.ts';

/** A column that a data set gives, with the type it has in QuickSight. */
export interface Column {
  readonly name: string;
  readonly type: ValueType | undefined;
}

/** QuickSight's types of columns (API reference, InputColumn) by what may be done with them. */
const valueTypes: Readonly<Record<string, ValueType>> = {
  STRING: 'text',
  BIT: 'text',
  BOOLEAN: 'text',
  INTEGER: 'number',
  DECIMAL: 'number',
  DATETIME: 'date',
};

/** The tables that data are read from, each with its columns. */
export interface PhysicalTable {
  readonly id: string;
  readonly kind: string;
  readonly table: Placed<JsonObject>;
  readonly columns: readonly Column[];
}

export function physicalTablesOf({ properties }: Resource): readonly PhysicalTable[] {
  return entriesIn(properties, 'PhysicalTableMap').flatMap(({ name, ...place }) => {
    const table = memberOf(place);
    if (!table) return [];
    const columns = [...listIn(table, 'Columns'), ...listIn(table, 'InputColumns')].map(({ value }) => ({
      name: nameIn(value.Name),
      type: valueTypes[textAt(value, 'Type') ?? ''],
    }));
    return [{ id: name, kind: table.kind, table, columns }];
  });
}

/** The objects of a map, each with its name. */
function entriesIn(
  of: Placed<JsonObject>,
  name: string,
): readonly (Placed<JsonObject> & { readonly name: string })[] {
  const map = objectIn(of, name);
  return Object.entries(map?.value ?? {}).flatMap(([key, value]) =>
    isObject(value) ? [{ name: key, path: `${map?.path}.${key}`, value }] : [],
  );
}

/** A step of the way to the output, with the columns that there are before it. */
export interface Step extends Placed<JsonObject> {
  readonly kind: string;
  readonly before: readonly Column[];
}

export interface Output {
  readonly columns: readonly Column[];
  readonly steps: readonly Step[];
  /** Sources of logical tables that do not exist. */
  readonly unknownSources: readonly Placed[];
}

/**
 * What the data set gives: the columns of its tables, through the steps of the logical table that no other one
 * is made of.
 */
export function outputOf(dataSet: Resource): Output {
  const physical = new Map(physicalTablesOf(dataSet).map(({ id, columns }) => [id, columns]));
  const logical = entriesIn(dataSet.properties, 'LogicalTableMap');
  if (logical.length === 0) return { columns: [...physical.values()].flat(), steps: [], unknownSources: [] };
  const outputs = new Map<string, Output>();

  function of(id: string, place: Placed): Output {
    const known = outputs.get(id);
    if (known) return known;
    const table = logical.find(({ name }) => name === id);
    if (!table) return { columns: [], steps: [], unknownSources: [place] };
    outputs.set(id, { columns: [], steps: [], unknownSources: [place] });
    const source = sourceOf(table);
    const output = through(listIn(table, 'DataTransforms'), source);
    outputs.set(id, output);
    return output;
  }

  function sourceOf(table: Placed<JsonObject>): Output {
    const source = objectIn(table, 'Source');
    const tableId = textAt(source?.value, 'PhysicalTableId');
    if (source && tableId !== undefined) {
      const columns = physical.get(tableId);
      const place = { path: `${source.path}.PhysicalTableId`, value: tableId };
      return { columns: columns ?? [], steps: [], unknownSources: columns ? [] : [place] };
    }
    const join = source && objectIn(source, 'JoinInstruction');
    if (!join) return { columns: [], steps: [], unknownSources: [table] };
    const sides = ['LeftOperand', 'RightOperand'].map((side) =>
      of(nameIn(join.value[side]), { path: `${join.path}.${side}`, value: join.value[side] ?? null }),
    );
    return {
      columns: sides.flatMap(({ columns }) => columns),
      steps: sides.flatMap(({ steps }) => steps),
      unknownSources: sides.flatMap(({ unknownSources }) => unknownSources),
    };
  }

  const operands = new Set(
    logical.flatMap((table) => {
      const join = table.value.Source;
      return ['LeftOperand', 'RightOperand'].map((side) => textAt(join, 'JoinInstruction', side));
    }),
  );
  const ends = logical.filter(({ name }) => !operands.has(name)).map((table) => of(table.name, table));
  return {
    columns: ends.flatMap(({ columns }) => columns),
    steps: ends.flatMap(({ steps }) => steps),
    unknownSources: ends.flatMap(({ unknownSources }) => unknownSources),
  };
}

function through(transforms: readonly Placed<JsonObject>[], source: Output): Output {
  let columns = source.columns;
  const steps = [...source.steps];
  for (const transform of transforms) {
    const step = memberOf(transform);
    if (!step) continue;
    steps.push({ ...step, before: columns });
    columns = after(step, columns);
  }
  return { ...source, columns, steps };
}

function after(
  { kind, value }: Placed<JsonObject> & { readonly kind: string },
  before: readonly Column[],
): readonly Column[] {
  switch (kind) {
    case 'ProjectOperation': {
      const kept = textsOf(value.ProjectedColumns);
      return before.filter(({ name }) => kept.includes(name));
    }
    case 'CreateColumnsOperation':
      return [...before, ...namesIn(value.Columns, 'ColumnName').map((name) => ({ name, type: undefined }))];
    case 'RenameColumnOperation':
      return before.map((column) =>
        column.name === value.ColumnName ? { ...column, name: nameIn(value.NewColumnName) } : column,
      );
    case 'CastColumnTypeOperation':
      return before.map((column) =>
        column.name === value.ColumnName
          ? { ...column, type: valueTypes[textAt(value, 'NewColumnType') ?? ''] }
          : column,
      );
    default:
      return before;
  }
}

function namesIn(value: JsonValue | undefined, name: string): readonly string[] {
  return objectsIn(value, '').flatMap((each) => textAt(each.value, name) ?? []);
}

/** A parameter that a data set declares. */
export interface DataSetParameter extends Placed<JsonObject> {
  readonly name: string;
  /** `StringDatasetParameter`, for one. */
  readonly kind: string;
}

export function dataSetParametersOf({ properties }: Resource): readonly DataSetParameter[] {
  return listIn(properties, 'DatasetParameters').flatMap((each) => {
    const parameter = memberOf(each);
    return parameter ? [{ ...parameter, name: nameIn(parameter.value.Name) }] : [];
  });
}
