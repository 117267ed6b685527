import type { Resource } from '../../../emulator/template/cell-template.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';

/** An invariant of a cell: what is wrong with these resources, a sentence for each, naming the resource. */
export type Check = (resources: readonly Resource[]) => readonly string[];

export const ofType = (resources: readonly Resource[], ...types: readonly string[]): readonly Resource[] =>
  resources.filter(({ type }) => types.includes(type));

/** How complaints name a resource. */
export const idOf = ({ stack, logicalId }: Resource): string => `${stack}.${logicalId}`;

/** What is at the end of a path of property names, if all of them are there. */
export const at = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );

/** The text at the end of a path; undefined when there is none or it is empty. */
export const textAt = (value: JsonValue | undefined, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** The elements of a list; of anything else but nothing, that one. */
export const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined ? [] : isJsonArray(value) ? value : [value];

export const objectsOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  listOf(value).filter(isObject);

export const textsOf = (value: JsonValue | undefined): readonly string[] =>
  listOf(value).filter((item) => typeof item === 'string');

/** The resources of a type by their ARN. */
export const byArn = (resources: readonly Resource[], type: string): ReadonlyMap<string, Resource> =>
  new Map(
    ofType(resources, type).flatMap((resource) =>
      resource.arn === undefined ? [] : [[resource.arn, resource]],
    ),
  );
