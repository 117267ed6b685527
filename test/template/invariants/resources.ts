import type { Resource } from '../../../emulator/template/cell-template.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';

/**
 * An invariant of a cell: what is wrong with these resources, a sentence for each, naming the
 * resource.
 */
export type Check = (resources: readonly Resource[]) => readonly string[];

export function ofType(resources: readonly Resource[], ...types: readonly string[]): readonly Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/** How complaints name a resource. */
export function idOf({ stack, logicalId }: Resource): string {
  return `${stack}.${logicalId}`;
}

/** What is at the end of a path of property names, if all of them are there. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
}

/** The text at the end of a path; undefined when there is none or it is empty. */
export function textAt(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The elements of a list; of anything else but nothing, that one. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return value === undefined ? [] : isJsonArray(value) ? value : [value];
}

export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

export function textsOf(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** The resources of a type by their ARN. */
export function byArn(resources: readonly Resource[], type: string): ReadonlyMap<string, Resource> {
  return new Map(
    ofType(resources, type).flatMap((resource) =>
      resource.arn === undefined ? [] : [[resource.arn, resource]],
    ),
  );
}
