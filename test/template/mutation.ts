import type { Resource } from '../../emulator/template/cell-template.ts';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import type { invariants } from './invariants/index.ts';
import { at, listOf } from './invariants/resources.ts';

export type Mutate = (resource: Resource) => Resource | undefined;

export interface Mutation {
  /** What the cell is like then. */
  readonly what: string;
  readonly check: keyof typeof invariants;
  readonly candidates: readonly Resource[];
  /** The resource as the mistake leaves it; undefined when it is gone. */
  readonly mutate: Mutate;
}

/** Takes the resource away. */
export const gone: Mutate = () => undefined;

/** Leaves out a property, given by the path of names to it. */
export function without(...path: readonly string[]): Mutate {
  return (resource) => ({ ...resource, properties: omit(resource.properties, path) });
}

function omit(object: JsonObject, [name = '', ...inner]: readonly string[]): JsonObject {
  const { [name]: value = null, ...others } = object;
  if (inner.length === 0) return others;
  return { ...others, [name]: mapObjects(value, (item) => omit(item, inner)) };
}

function mapObjects(value: JsonValue, change: (object: JsonObject) => JsonObject): JsonValue {
  const changed = listOf(value).map((item) => (isObject(item) ? change(item) : item));
  return Array.isArray(value) ? changed : (changed[0] ?? null);
}

export function withProperty(name: string, value: JsonValue): Mutate {
  return (resource) => ({
    ...resource,
    properties: { ...resource.properties, [name]: value },
  });
}

/** Whether a resource has a property, given by the path of names to it. */
export function has(...path: readonly string[]) {
  return ({ properties }: Resource): boolean => at(properties, ...path) !== undefined;
}
