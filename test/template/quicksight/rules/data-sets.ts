import { isJsonArray } from '../../../../lib/json.ts';
import { at, textsOf } from '../../invariants/resources.ts';
import { parsed } from '../board.ts';
import { dataSetParametersOf, outputOf, physicalTablesOf, type Step } from '../data-set.ts';
import { fieldsOf } from '../expressions/meaning.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { type Deployment, type Resource, resourceOfArn } from '../template.ts';
import { listIn, named, objectsIn } from '../walk.ts';
import type { DeploymentRule } from './rule.ts';

/** What a data set is made of exists, and whoever names one of its columns or parameters finds it. */
export const dataSets: DeploymentRule = (deployment) =>
  deployment.resources
    .filter(({ type }) => type === 'DataSet')
    .flatMap((dataSet) => [
      ...sources(deployment, dataSet),
      ...output(dataSet),
      ...parameters(dataSet),
      ...columnsNamed(dataSet),
    ]);

function sources(deployment: Deployment, dataSet: Resource): readonly Finding[] {
  const { properties, stack } = dataSet;
  const unreadable = properties.value.DataPrepConfiguration
    ? [finding('data-set-unreadable', `${properties.path}.DataPrepConfiguration`, 'The check cannot read it')]
    : [];
  const unknown = named(properties.value, properties.path, 'DataSourceArn')
    .filter(({ value }) => resourceOfArn(deployment, 'DataSource', stack, value) === undefined)
    .map(({ path }) => finding('data-source-unknown', path, 'There is no such data source'));
  return [...unreadable, ...unknown];
}

function output(dataSet: Resource): readonly Finding[] {
  const { path } = dataSet.properties;
  const { columns, steps, unknownSources } = outputOf(dataSet);
  return [
    ...unknownSources.map((source) => finding('table-unknown', source.path, 'There is no such table')),
    ...duplicates(
      columns.map(({ name }) => ({ name, path })),
      'column-twice',
      'column',
    ),
    ...(columns.length === 0 ? [finding('data-set-empty', path, 'It gives no column')] : []),
    ...physicalTablesOf(dataSet).flatMap(({ table, columns: own }) =>
      own
        .filter(({ type }) => type === undefined)
        .map(({ name }) => finding('column-type', table.path, `"${name}" has no type that charts take`)),
    ),
    ...steps.flatMap(step),
  ];
}

function step({ kind, path, value, before }: Step): readonly Finding[] {
  const known = new Set(before.map(({ name }) => name));
  const unknown = (place: string, name: string) =>
    known.has(name) ? [] : [finding('column-unknown', place, `There is no column "${name}" before it`)];
  switch (kind) {
    case 'ProjectOperation':
      return textsOf(value.ProjectedColumns).flatMap((name, index) =>
        unknown(`${path}.ProjectedColumns.${index}`, name),
      );
    case 'RenameColumnOperation':
    case 'CastColumnTypeOperation':
    case 'TagColumnOperation':
    case 'UntagColumnOperation':
      return unknown(`${path}.ColumnName`, nameIn(value.ColumnName));
    case 'CreateColumnsOperation':
      return listIn({ path, value }, 'Columns').flatMap((column) =>
        expressionColumns(column.value.Expression).flatMap((name) =>
          unknown(`${column.path}.Expression`, name),
        ),
      );
    case 'FilterOperation':
      return expressionColumns(value.ConditionExpression).flatMap((name) =>
        unknown(`${path}.ConditionExpression`, name),
      );
    default:
      return [];
  }
}

function expressionColumns(expression: unknown): readonly string[] {
  const node = typeof expression === 'string' ? parsed(expression) : undefined;
  return node ? fieldsOf(node) : [`what cannot be read: ${String(expression)}`];
}

/** `<<$name>>` in SQL is a parameter of the data set. */
function parameters(dataSet: Resource): readonly Finding[] {
  const declared = dataSetParametersOf(dataSet);
  const queries = named(dataSet.properties.value, dataSet.properties.path, 'SqlQuery');
  const asked = queries.flatMap(({ path, value }) =>
    [...nameIn(value).matchAll(/<<\$(\w+)>>/g)].map(([, name = '']) => ({ path, name })),
  );
  return [
    ...asked
      .filter(({ name }) => !declared.some((parameter) => parameter.name === name))
      .map(({ path, name }) => finding('data-set-parameter-unknown', path, `No parameter "${name}"`)),
    ...declared
      .filter(({ name }) => !asked.some((each) => each.name === name))
      .map(({ path, name }) => finding('data-set-parameter-unused', path, `No query has <<$${name}>>`)),
    ...duplicates(declared, 'data-set-parameter-twice', 'parameter'),
  ];
}

/** Folders of fields, groups of columns and rules about who sees which name columns of the output. */
function columnsNamed(dataSet: Resource): readonly Finding[] {
  const { path, value } = dataSet.properties;
  const known = new Set(outputOf(dataSet).columns.map(({ name }) => name));
  const places = ['FieldFolders', 'ColumnGroups', 'ColumnLevelPermissionRules'].flatMap((name) =>
    objectsIn(value[name], `${path}.${name}`),
  );
  const lists = places.flatMap((place) =>
    ['Columns', 'columns', 'ColumnNames'].flatMap((name) => {
      const list = place.value[name];
      return isJsonArray(list) ? [{ path: `${place.path}.${name}`, names: textsOf(list) }] : [];
    }),
  );
  const folders = listOfFolders(dataSet);
  return [
    ...lists.flatMap((list) =>
      list.names
        .filter((name) => !known.has(name))
        .map((name) => finding('column-unknown', list.path, `There is no column "${name}"`)),
    ),
    ...duplicates(folders, 'column-in-two-folders', 'folder with the column'),
  ];
}

function listOfFolders(dataSet: Resource) {
  const { path, value } = dataSet.properties;
  return objectsIn(value.FieldFolders, `${path}.FieldFolders`).flatMap((folder) =>
    [...textsOf(folder.value.columns), ...textsOf(folder.value.Columns)].map((name) => ({
      name,
      path: folder.path,
    })),
  );
}

/** A data source of Athena says its workgroup; QuickSight would take the primary one. */
export const dataSources: DeploymentRule = ({ resources }) =>
  resources
    .filter(({ type, properties }) => type === 'DataSource' && properties.value.Type === 'ATHENA')
    .filter(
      ({ properties }) =>
        at(properties.value, 'DataSourceParameters', 'AthenaParameters', 'WorkGroup') === undefined,
    )
    .map(({ properties }) => finding('data-source-parameters', properties.path, 'It names no workgroup'));
