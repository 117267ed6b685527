import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';

export interface Placed<Value extends JsonValue = JsonValue> {
  readonly path: string;
  readonly value: Value;
}

/** A value of the tree with the name it has in its object, or its position in its list. */
export interface Named extends Placed {
  readonly name: string;
}

/** What is in a tree, by the tree: every rule walks the same definitions. */
const walked = new WeakMap<object, { readonly path: string; readonly found: readonly Named[] }>();

/** Everything in the tree, each with where it is: parents before what is in them. */
export function everythingIn(value: JsonValue | undefined, path: string): readonly Named[] {
  if (typeof value !== 'object' || value === null) return [];
  const known = walked.get(value);
  if (known?.path === path) return known.found;
  const found = Object.entries<JsonValue>(value).flatMap(([name, item]): readonly Named[] => {
    const place = `${path}.${name}`;
    return [{ name, path: place, value: item }, ...everythingIn(item, place)];
  });
  walked.set(value, { path, found });
  return found;
}

/** The objects in the tree, itself included. */
export function objectsIn(value: JsonValue | undefined, path: string): readonly Placed<JsonObject>[] {
  const inner = everythingIn(value, path).flatMap(({ path: place, value: item }) =>
    isObject(item) ? [{ path: place, value: item }] : [],
  );
  return isObject(value) ? [{ path, value }, ...inner] : inner;
}

/** The values of that name in the tree. */
export function named(value: JsonValue | undefined, path: string, name: string): readonly Named[] {
  return everythingIn(value, path).filter((each) => each.name === name);
}

/** The objects of a list that an object has by that name, each with where it is. */
export function listIn({ path, value }: Placed<JsonObject>, name: string): readonly Placed<JsonObject>[] {
  const list = value[name];
  if (!isJsonArray(list)) return [];
  return list.flatMap((item, index) =>
    isObject(item) ? [{ path: `${path}.${name}.${index}`, value: item }] : [],
  );
}

/** The object that an object has by that name. */
export function objectIn({ path, value }: Placed<JsonObject>, name: string): Placed<JsonObject> | undefined {
  const inner = value[name];
  return isObject(inner) ? { path: `${path}.${name}`, value: inner } : undefined;
}

/** The one member of an object that is a union, by its name. */
export function memberOf(
  union: Placed<JsonObject>,
): (Placed<JsonObject> & { readonly kind: string }) | undefined {
  const kind = Object.keys(union.value)[0];
  const member = kind === undefined ? undefined : objectIn(union, kind);
  return kind === undefined || !member ? undefined : { ...member, kind };
}
