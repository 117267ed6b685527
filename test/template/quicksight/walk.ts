import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';

export interface Placed<Value extends JsonValue = JsonValue> {
  readonly path: string;
  readonly value: Value;
}

/** A value of the tree with the name it has in its object, or its position in its list. */
export interface Named extends Placed {
  readonly name: string;
}

/** Everything in the tree, each with where it is: parents before what is in them. */
export function* everythingIn(value: JsonValue | undefined, path: string): Generator<Named> {
  const inner: Iterable<readonly [string, JsonValue]> = isJsonArray(value)
    ? value.map((item, index) => [`${index}`, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [name, item] of inner) {
    const place = `${path}.${name}`;
    yield { name, path: place, value: item };
    yield* everythingIn(item, place);
  }
}

/** The objects in the tree, itself included. */
export function objectsIn(value: JsonValue | undefined, path: string): readonly Placed<JsonObject>[] {
  const found: Placed<JsonObject>[] = isObject(value) ? [{ path, value }] : [];
  for (const { path: place, value: item } of everythingIn(value, path))
    if (isObject(item)) found.push({ path: place, value: item });
  return found;
}

/** The values of that name in the tree. */
export function named(value: JsonValue | undefined, path: string, name: string): readonly Named[] {
  return [...everythingIn(value, path)].filter((each) => each.name === name);
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
