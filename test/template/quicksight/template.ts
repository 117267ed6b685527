import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { at, textAt } from '../invariants/resources.ts';
import type { Placed } from './walk.ts';

/** A resource of QuickSight in a template. */
export interface Resource {
  /** Without `AWS::QuickSight::`. */
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly properties: Placed<JsonObject>;
}

/** Templates of one deployment by the names of their stacks, with what they hold of QuickSight. */
export interface Deployment {
  readonly resources: readonly Resource[];
  /** What other stacks import by that name. */
  readonly exports: ReadonlyMap<string, { readonly stack: string; readonly value: JsonValue }>;
}

const service = 'AWS::QuickSight::';

export function deploymentOf(templates: Readonly<Record<string, JsonObject>>): Deployment {
  const stacks = Object.entries(templates);
  return {
    resources: stacks.flatMap(([stack, template]) => resourcesOf(stack, template)),
    exports: new Map(stacks.flatMap(([stack, template]) => exportsOf(stack, template))),
  };
}

function resourcesOf(stack: string, { Resources }: JsonObject): readonly Resource[] {
  return entriesOf(Resources).flatMap(([logicalId, resource]) => {
    const type = textAt(resource, 'Type') ?? '';
    const properties = at(resource, 'Properties');
    if (!type.startsWith(service)) return [];
    return [
      {
        type: type.slice(service.length),
        stack,
        logicalId,
        properties: { path: `${stack}/${logicalId}`, value: isObject(properties) ? properties : {} },
      },
    ];
  });
}

function exportsOf(stack: string, { Outputs }: JsonObject) {
  return entriesOf(Outputs).flatMap(([, output]) => {
    const name = textAt(output, 'Export', 'Name');
    const value = at(output, 'Value');
    return name === undefined || value === undefined ? [] : [[name, { stack, value }] as const];
  });
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/**
 * The resource whose ARN that is: by `Fn::GetAtt`, across stacks too, or by an id in a text. `outside`: a text
 * that is the ARN of something that exists already, or of what AWS provides. `undefined`: of nothing.
 */
export function resourceOfArn(
  deployment: Deployment,
  type: string,
  stack: string,
  value: JsonValue | undefined,
): Resource | 'outside' | undefined {
  const ofType = deployment.resources.filter((resource) => resource.type === type);
  const imported = deployment.exports.get(textAt(value, 'Fn::ImportValue') ?? '');
  if (imported) return resourceOfArn(deployment, type, imported.stack, imported.value);
  const attribute = attributeOf(value);
  if (attribute)
    return ofType.find(
      (resource) =>
        attribute.of === 'Arn' && resource.stack === stack && resource.logicalId === attribute.logicalId,
    );
  const [, id] = new RegExp(`:${type.toLowerCase()}/([\\w-]+)$`).exec(textOf(value)) ?? [];
  if (id === undefined) return undefined;
  return ofType.find((resource) => resource.properties.value[`${type}Id`] === id) ?? 'outside';
}

function attributeOf(value: JsonValue | undefined) {
  const get = at(value, 'Fn::GetAtt');
  const [logicalId, of] = typeof get === 'string' ? get.split('.') : isJsonArray(get) ? get : [];
  return typeof logicalId === 'string' && typeof of === 'string' ? { logicalId, of } : undefined;
}

/** What a value comes to as text, with `*` for what only CloudFormation knows. */
function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  const join = at(value, 'Fn::Join');
  if (isJsonArray(join) && isJsonArray(join[1])) return join[1].map(textOf).join(String(join[0]));
  const substitute = at(value, 'Fn::Sub');
  if (typeof substitute === 'string') return substitute.replaceAll(/\$\{[^}]*\}/g, '*');
  return '*';
}
