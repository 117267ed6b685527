import type { Template } from 'aws-cdk-lib/assertions';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { at, textAt } from './invariants/resources.ts';

/**
 * The resources of a baseline in one Region, in the form of those of a cell. What refers to a resource
 * gives its logical id, or that as an ARN: nothing runs a baseline here, so no more of it is resolved.
 */
export function baselineResources(template: Template, stack: string): readonly Resource[] {
  const json: JsonValue = JSON.parse(JSON.stringify(template.toJSON()));
  const declared = at(json, 'Resources');
  return Object.entries(isObject(declared) ? declared : {}).map(([logicalId, resource]) => ({
    ...{ logicalId, stack, physicalId: logicalId, arn: arnOf(logicalId), metadata: {} },
    type: textAt(resource, 'Type') ?? '',
    properties: propertiesOf(resource),
  }));
}

function propertiesOf(resource: JsonValue): JsonObject {
  const properties = withReferences(at(resource, 'Properties') ?? {});
  return isObject(properties) ? properties : {};
}

const arnOf = (logicalId: string): string => `arn:${logicalId}`;

/** The value with references in it replaced by what they give. */
function withReferences(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withReferences);
  if (!isObject(value)) return value;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return ref;
  if (isJsonArray(attribute) && attribute[1] === 'Arn') return arnOf(String(attribute[0]));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withReferences(inner)]));
}
