import type { JsonObject } from '../../../../lib/json.ts';
import { textAt, textsOf } from '../../invariants/resources.ts';
import { parsed } from '../board.ts';
import { type Column, outputOf } from '../data-set.ts';
import { aggregates } from '../expressions/functions.ts';
import { fieldsOf, unknownFunctions } from '../expressions/meaning.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { resourceOfArn } from '../template.ts';
import { listIn, type Placed } from '../walk.ts';
import type { DeploymentRule } from './rule.ts';

/** Topics ask columns that their data sets have, each by names that mean one thing. */
export const topics: DeploymentRule = (deployment) =>
  deployment.resources
    .filter(({ type }) => type === 'Topic')
    .flatMap((topic) =>
      listIn(topic.properties, 'DataSets').flatMap((dataSet) => {
        const resource = resourceOfArn(deployment, 'DataSet', topic.stack, dataSet.value.DatasetArn);
        if (!resource)
          return [finding('data-set-unknown', `${dataSet.path}.DatasetArn`, 'It is the ARN of no data set')];
        return resource === 'outside' ? [] : faultsOf(dataSet, outputOf(resource).columns);
      }),
    );

function faultsOf(dataSet: Placed<JsonObject>, columns: readonly Column[]): readonly Finding[] {
  const described = listIn(dataSet, 'Columns');
  const calculated = listIn(dataSet, 'CalculatedFields');
  const known = new Set([
    ...columns.map(({ name }) => name),
    ...calculated.map(({ value }) => nameIn(value.CalculatedFieldName)),
  ]);
  const unknown = (path: string, name: string) =>
    known.has(name) ? [] : [finding('column-unknown', path, `The data set has no "${name}"`)];
  return [
    ...described.flatMap(({ path, value }) => unknown(`${path}.ColumnName`, nameIn(value.ColumnName))),
    ...defaultDate(dataSet, columns),
    ...described.flatMap((column) => measureFaults(column, columns)),
    ...calculated.flatMap(({ path, value }) => {
      const node = parsed(nameIn(value.Expression));
      if (!node) return [finding('expression-syntax', `${path}.Expression`, 'It is no expression')];
      return [
        ...fieldsOf(node).flatMap((name) => unknown(`${path}.Expression`, name)),
        ...unknownFunctions(node).map((name) =>
          finding('function-unknown', `${path}.Expression`, `No function "${name}"`),
        ),
      ];
    }),
    ...listIn(dataSet, 'Filters').flatMap(({ path, value }) =>
      unknown(`${path}.OperandFieldName`, nameIn(value.OperandFieldName)),
    ),
    ...listIn(dataSet, 'NamedEntities').flatMap((entity) =>
      listIn(entity, 'Definition')
        .filter(({ value }) => 'FieldName' in value)
        .flatMap(({ path, value }) => unknown(`${path}.FieldName`, nameIn(value.FieldName))),
    ),
    ...words([...described, ...calculated]),
  ];
}

function defaultDate(dataSet: Placed<JsonObject>, columns: readonly Column[]): readonly Finding[] {
  const name = textAt(dataSet.value, 'DataAggregation', 'DefaultDateColumnName');
  if (name === undefined || columns.some((column) => column.name === name && column.type === 'date'))
    return [];
  return [
    finding('column-type', `${dataSet.path}.DataAggregation.DefaultDateColumnName`, `"${name}" is no date`),
  ];
}

/** Whether what is to be summed up is a number. */
function measureFaults({ path, value }: Placed<JsonObject>, columns: readonly Column[]): readonly Finding[] {
  const type = columns.find(({ name }) => name === value.ColumnName)?.type;
  const aggregation = textAt(value, 'Aggregation');
  if (type === undefined || type === 'number' || aggregation === undefined) return [];
  const ofAny = ['COUNT', 'DISTINCT_COUNT', ...(type === 'date' ? ['MIN', 'MAX'] : [])];
  if (ofAny.includes(aggregation) || !aggregates.has(aggregation.toLowerCase())) return [];
  return [finding('column-type', `${path}.Aggregation`, `No ${aggregation} of a ${type}`)];
}

/** A word that means two things is asked about twice; what is left out has no words. */
function words(fields: readonly Placed<JsonObject>[]): readonly Finding[] {
  return duplicates(
    fields.flatMap(({ path, value }) => {
      if (value.IsIncludedInTopic === false) return [];
      const own = [
        textAt(value, 'ColumnFriendlyName') ?? textAt(value, 'ColumnName'),
        textAt(value, 'CalculatedFieldName'),
        ...textsOf(value.ColumnSynonyms),
        ...textsOf(value.CalculatedFieldSynonyms),
      ].flatMap((word) => word?.toLowerCase() ?? []);
      return [...new Set(own)].map((name) => ({ name, path }));
    }),
    'synonym-twice',
    'field called',
  );
}
