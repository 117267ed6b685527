import { textAt } from '../../invariants/resources.ts';
import { isFilled } from '../board.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { type Deployment, type Resource, resourceOfArn } from '../template.ts';
import type { DeploymentRule } from './rule.ts';

/** The properties that hold the id of a resource, and what ids look like (`ThemeId` and others: `[\w\-]+`). */
const idProperties: Readonly<Record<string, string>> = {
  DataSource: 'DataSourceId',
  DataSet: 'DataSetId',
  Analysis: 'AnalysisId',
  Dashboard: 'DashboardId',
  Theme: 'ThemeId',
  Topic: 'TopicId',
  Folder: 'FolderId',
};
const idForm = /^[\w-]{1,256}$/;

/**
 * Nobody sees these without permissions. AWS::QuickSight::Topic has none to give in a template, and nobody has
 * to see a data source.
 */
const shared = ['DataSet', 'Analysis', 'Dashboard', 'Theme', 'Folder'];

/** Resources have ids of their own, somebody who may see them, and what they are made of. */
export const resources: DeploymentRule = (deployment) => [
  ...deployment.resources.flatMap((resource) => [
    ...id(resource),
    ...permissions(resource),
    ...source(resource),
    ...theme(deployment, resource),
  ]),
  ...duplicates(
    deployment.resources.map(({ type, properties: { path, value } }) => ({
      name: `${type} ${nameIn(value[idProperties[type] ?? ''])}`,
      path,
    })),
    'id-twice',
    'resource with the id',
  ),
];

function id({ type, properties: { path, value } }: Resource): readonly Finding[] {
  const property = idProperties[type];
  if (property === undefined || idForm.test(nameIn(value[property]))) return [];
  return [finding('id-form', `${path}.${property}`, `${JSON.stringify(value[property])} is no id`)];
}

function permissions({ type, properties: { path, value } }: Resource): readonly Finding[] {
  if (!shared.includes(type)) return [];
  const { Permissions } = value;
  // A condition decides at deployment.
  const given = isFilled(Permissions) || textAt(Permissions) !== undefined || isCondition(Permissions);
  return given ? [] : [finding('permissions-missing', path, 'Nobody may see it')];
}

function isCondition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Fn::If' in value;
}

/** An analysis or a dashboard is defined in the template, and deployed only if QuickSight finds no fault. */
function source({ type, properties: { path, value } }: Resource): readonly Finding[] {
  if (type !== 'Analysis' && type !== 'Dashboard') return [];
  return [
    ...('Definition' in value === 'SourceEntity' in value
      ? [finding('definition-missing', path, 'It is defined here or made of a template, one of the two')]
      : []),
    ...('Definition' in value && textAt(value, 'ValidationStrategy', 'Mode') !== 'STRICT'
      ? [finding('validation-lenient', path, 'ValidationStrategy is not STRICT: faults would be deployed')]
      : []),
  ];
}

function theme(deployment: Deployment, { properties, stack }: Resource): readonly Finding[] {
  const { ThemeArn } = properties.value;
  if (ThemeArn === undefined || resourceOfArn(deployment, 'Theme', stack, ThemeArn)) return [];
  return [finding('theme-unknown', `${properties.path}.ThemeArn`, 'It is the ARN of no theme')];
}
