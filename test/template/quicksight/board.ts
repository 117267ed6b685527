import { isJsonArray, type JsonObject } from '../../../lib/json.ts';
import { textAt } from '../invariants/resources.ts';
import { type Column, outputOf } from './data-set.ts';
import { type Level, levelOf, type Names, typeOf, type ValueType } from './expressions/meaning.ts';
import { type Node, parse } from './expressions/parse.ts';
import { nameIn } from './finding.ts';
import { type Deployment, type Resource, resourceOfArn } from './template.ts';
import { listIn, memberOf, objectIn, type Placed } from './walk.ts';

/** An analysis or a dashboard with what its parts are found by. */
export interface Board {
  readonly resource: Resource;
  readonly definition: Placed<JsonObject>;
  readonly dataSets: readonly DeclaredDataSet[];
  readonly calculated: readonly CalculatedField[];
  readonly parameters: readonly Parameter[];
  readonly filterGroups: readonly FilterGroup[];
  readonly sheets: readonly Sheet[];
}

export interface DeclaredDataSet extends Placed<JsonObject> {
  readonly identifier: string;
  /** What it is, as far as it is in the templates. */
  readonly resource: Resource | 'outside' | undefined;
  readonly columns: readonly Column[];
}

export interface CalculatedField extends Placed<JsonObject> {
  readonly name: string;
  readonly identifier: string;
  /** Undefined if it is no expression. */
  readonly node: Node | undefined;
}

export interface Parameter extends Placed<JsonObject> {
  readonly name: string;
  /** `StringParameterDeclaration`, for one. */
  readonly kind: string;
}

export interface FilterGroup extends Placed<JsonObject> {
  readonly id: string;
  readonly filters: readonly Filter[];
}

export interface Filter extends Placed<JsonObject> {
  readonly id: string;
  /** `CategoryFilter`, for one. */
  readonly kind: string;
}

export interface Sheet extends Placed<JsonObject> {
  readonly id: string;
  readonly visuals: readonly Visual[];
  readonly filterControls: readonly Control[];
  readonly parameterControls: readonly Control[];
}

export interface Visual extends Placed<JsonObject> {
  readonly id: string;
  /** `BarChartVisual`, for one. */
  readonly kind: string;
}

export interface Control extends Placed<JsonObject> {
  readonly id: string;
  /** `Dropdown`, for one. */
  readonly kind: string;
}

/** The analyses and dashboards that are defined in the templates. */
export function boardsOf(deployment: Deployment): readonly Board[] {
  return deployment.resources
    .filter(({ type }) => type === 'Analysis' || type === 'Dashboard')
    .flatMap((resource) => {
      const definition = objectIn(resource.properties, 'Definition');
      return definition ? [boardOf(deployment, resource, definition)] : [];
    });
}

function boardOf(deployment: Deployment, resource: Resource, definition: Placed<JsonObject>): Board {
  return {
    resource,
    definition,
    dataSets: listIn(definition, 'DataSetIdentifierDeclarations').map((each) => {
      const dataSet = resourceOfArn(deployment, 'DataSet', resource.stack, each.value.DataSetArn);
      return {
        ...each,
        identifier: nameIn(each.value.Identifier),
        resource: dataSet,
        columns: dataSet && dataSet !== 'outside' ? outputOf(dataSet).columns : [],
      };
    }),
    calculated: listIn(definition, 'CalculatedFields').map((each) => ({
      ...each,
      name: nameIn(each.value.Name),
      identifier: nameIn(each.value.DataSetIdentifier),
      node: parsed(textAt(each.value, 'Expression') ?? ''),
    })),
    parameters: membersIn(definition, 'ParameterDeclarations').map((each) => ({
      ...each,
      name: nameIn(each.value.Name),
    })),
    filterGroups: listIn(definition, 'FilterGroups').map((each) => ({
      ...each,
      id: nameIn(each.value.FilterGroupId),
      filters: membersIn(each, 'Filters').map((filter) => ({
        ...filter,
        id: nameIn(filter.value.FilterId),
      })),
    })),
    sheets: listIn(definition, 'Sheets').map((each) => ({
      ...each,
      id: nameIn(each.value.SheetId),
      visuals: membersIn(each, 'Visuals').map((one) => ({ ...one, id: nameIn(one.value.VisualId) })),
      filterControls: membersIn(each, 'FilterControls').map((one) => ({
        ...one,
        id: nameIn(one.value.FilterControlId),
      })),
      parameterControls: membersIn(each, 'ParameterControls').map((one) => ({
        ...one,
        id: nameIn(one.value.ParameterControlId),
      })),
    })),
  };
}

/** The members of a list of unions. */
function membersIn(of: Placed<JsonObject>, name: string) {
  return listIn(of, name).flatMap((each) => memberOf(each) ?? []);
}

export function parsed(expression: string): Node | undefined {
  try {
    return parse(expression);
  } catch {
    return undefined;
  }
}

export function parameterNamed(board: Board, name: string): Parameter | undefined {
  return board.parameters.find((parameter) => parameter.name === name);
}

function calculatedFieldNamed(board: Board, identifier: string, name: string): CalculatedField | undefined {
  return board.calculated.find((field) => field.identifier === identifier && field.name === name);
}

/**
 * What calculated fields and others may name of a data set. Of one that is not in the templates nothing is
 * known: whatever it is asked for it has.
 */
export function namesOf(board: Board, identifier: string, within: readonly string[] = []): Names {
  const columns = columnsOf(board, identifier);
  /** A calculated field by its node, except one that it is being worked out for. */
  const inner = (name: string) =>
    within.includes(name) ? undefined : calculatedFieldNamed(board, identifier, name)?.node;
  const deeper = (name: string) => namesOf(board, identifier, [...within, name]);
  return {
    typeOf: (name): ValueType | undefined => {
      const column = columns?.find((each) => each.name === name);
      if (column) return column.type;
      const node = inner(name);
      return node && typeOf(node, deeper(name));
    },
    levelOf: (name): Level | undefined => {
      if (columns?.some((each) => each.name === name)) return 'row';
      const node = inner(name);
      return node && levelOf(node, deeper(name)).level;
    },
  };
}

/** The columns of a data set; undefined of one that is not in the templates. */
export function columnsOf(board: Board, identifier: string): readonly Column[] | undefined {
  const declared = board.dataSets.find((each) => each.identifier === identifier);
  return declared && declared.resource !== 'outside' ? declared.columns : undefined;
}

/** Whether a data set has the column, or the analysis the calculated field. */
export function hasField(board: Board, identifier: string, name: string): boolean {
  const columns = columnsOf(board, identifier);
  const known = board.dataSets.some((each) => each.identifier === identifier);
  if (known && !columns) return true;
  return (
    (columns?.some((column) => column.name === name) ?? false) ||
    calculatedFieldNamed(board, identifier, name) !== undefined
  );
}

/** Whether the value is a list with something in it. */
export function isFilled(value: JsonObject[string] | undefined): boolean {
  return isJsonArray(value) && value.length > 0;
}
