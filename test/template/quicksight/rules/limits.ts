import type { JsonObject } from '../../../../lib/json.ts';
import { listOf } from '../../invariants/resources.ts';
import type { Board } from '../board.ts';
import { type Finding, finding } from '../finding.ts';
import { objectsIn, type Placed } from '../walk.ts';
import type { BoardRule, DeploymentRule } from './rule.ts';

/**
 * How many there may be, by the name of the list. From CloudFormation's schemas of AWS::QuickSight::Analysis
 * and ::Dashboard (`maxItems`; docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference,
 * AWS::QuickSight::Dashboard DashboardVersionDefinition, SheetDefinition, FilterGroup, …). The API itself takes
 * 2,000 calculated fields.
 */
const maxItems: Readonly<Record<string, number>> = {
  DataSetIdentifierDeclarations: 50,
  CalculatedFields: 500,
  ParameterDeclarations: 400,
  FilterGroups: 2000,
  ColumnConfigurations: 2000,
  Sheets: 20,
  Visuals: 50,
  TextBoxes: 100,
  Images: 10,
  FilterControls: 200,
  ParameterControls: 200,
  Layouts: 1,
  SheetControlLayouts: 1,
  Filters: 20,
  SheetVisualScopingConfigurations: 50,
  VisualIds: 50,
  CategoryValues: 100_000,
  Actions: 10,
  ActionOperations: 2,
  TargetVisuals: 50,
  SelectedFields: 20,
  SelectedColumns: 10,
  ParameterValueConfigurations: 200,
  ColumnHierarchies: 2,
  Computations: 100,
  ForecastConfigurations: 10,
  ReferenceLines: 20,
  CustomColors: 50,
  MappedDataSetParameters: 150,
};

/** Counts stay within what a definition may have. */
export const counts: BoardRule = ({ definition }) =>
  objectsIn(definition.value, definition.path).flatMap((place) => tooMany(place, maxItems));

function tooMany(
  { path, value }: Placed<JsonObject>,
  limits: Readonly<Record<string, number>>,
): readonly Finding[] {
  return Object.entries(value).flatMap(([name, list]) => {
    const limit = limits[name];
    const count = Array.isArray(list) ? listOf(list).length : 0;
    return limit !== undefined && count > limit
      ? [finding('too-many', `${path}.${name}`, `${count} of at most ${limit}`)]
      : [];
  });
}

/** How long texts may be, from the same pages; in characters. */
const maxLengths: Readonly<Record<string, number>> = {
  Expression: 32_000,
  SqlQuery: 168_000,
  URLTemplate: 2048,
  PlainText: 1024,
  RichText: 2048,
  Content: 150_000,
};

/** Shorter where the name of a text means something else: by the object that it is in. */
function maxLengthOf(name: string, path: string): number | undefined {
  if (name === 'Expression' && !path.includes('.CalculatedFields.')) return 4096;
  if (name === 'PlainText' && /\.Title\.FormatText$/.test(path)) return 512;
  if (name === 'RichText' && /\.Title\.FormatText$/.test(path)) return 1024;
  return maxLengths[name];
}

/** Texts stay within their lengths. */
export const lengths: DeploymentRule = ({ resources }) =>
  resources.flatMap(({ properties }) =>
    objectsIn(properties.value, properties.path).flatMap(({ path, value }) =>
      Object.entries(value).flatMap(([name, text]) => {
        const limit = maxLengthOf(name, path);
        return typeof text === 'string' && limit !== undefined && text.length > limit
          ? [finding('too-long', `${path}.${name}`, `${text.length} of at most ${limit} characters`)]
          : [];
      }),
    ),
  );

/**
 * Of data sets (API reference: CustomSql `Columns` 2,048, PhysicalTableMap 32, LogicalTableMap 64,
 * DatasetParameters 32, TransformOperation 2,048).
 */
const maxOfDataSets: Readonly<Record<string, number>> = {
  Columns: 2048,
  InputColumns: 2048,
  DataTransforms: 2048,
  DatasetParameters: 32,
  Permissions: 64,
};
const maxTables: Readonly<Record<string, number>> = { PhysicalTableMap: 32, LogicalTableMap: 64 };
/** Characters of the name of a column (InputColumn, `Name`). */
const maxColumnName = 127;

export const dataSetLimits: DeploymentRule = ({ resources }) =>
  resources
    .filter(({ type }) => type === 'DataSet')
    .flatMap(({ properties: { path, value } }) => [
      ...objectsIn(value, path).flatMap((place) => tooMany(place, maxOfDataSets)),
      ...Object.entries(maxTables).flatMap(([name, limit]) => {
        const count = Object.keys(value[name] ?? {}).length;
        return count > limit ? [finding('too-many', `${path}.${name}`, `${count} of at most ${limit}`)] : [];
      }),
      ...objectsIn(value.PhysicalTableMap, `${path}.PhysicalTableMap`)
        .filter((each) => typeof each.value.Name === 'string' && 'Type' in each.value)
        .filter((each) => String(each.value.Name).length > maxColumnName)
        .map((each) => finding('too-long', `${each.path}.Name`, `More than ${maxColumnName} characters`)),
    ]);

/**
 * Bytes of a template (CloudFormation quotas: "Template body size in an Amazon S3 object", 1 MB). A definition
 * has no documented size of its own.
 */
const maxTemplateBytes = 1_000_000;

export function templateSize(stack: string, template: JsonObject): readonly Finding[] {
  const bytes = Buffer.byteLength(JSON.stringify(template));
  return bytes > maxTemplateBytes
    ? [finding('template-too-large', stack, `${bytes} of at most ${maxTemplateBytes} bytes`)]
    : [];
}

/** Which parts of a board have ids, and of what form (API reference, ShortRestrictiveResourceId). */
const idNames =
  /^(SheetId|VisualId|FilterId|FilterGroupId|FilterControlId|ParameterControlId|CustomActionId|ComputationId|ElementId|SheetTextBoxId|SheetImageId)$/;
const idForm = /^[\w-]{1,512}$/;
/** Of a parameter (API reference, ParameterName). */
const parameterForm = /^[a-zA-Z0-9]{1,2048}$/;

/** Ids and names have the form that QuickSight takes. */
export const forms: BoardRule = (board: Board) => [
  ...objectsIn(board.definition.value, board.definition.path).flatMap(({ path, value }) =>
    Object.entries(value)
      .filter(([name, id]) => idNames.test(name) && !(typeof id === 'string' && idForm.test(id)))
      .map(([name, id]) => finding('id-form', `${path}.${name}`, `${JSON.stringify(id)} is no id`)),
  ),
  ...board.parameters
    .filter(({ name }) => !parameterForm.test(name))
    .map(({ name, path }) => finding('id-form', `${path}.Name`, `"${name}" is no name of a parameter`)),
];
