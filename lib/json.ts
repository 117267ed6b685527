/** Anything JSON can say. */
export type JsonValue = JsonScalar | readonly JsonValue[] | JsonObject;
export type JsonScalar = string | number | boolean | null;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a value from JSON is an object: neither an array nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object's own property: never one of its prototype's. */
export const own = (object: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** `Array.isArray` that also narrows a readonly array. */
export const isJsonArray = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);

/**
 * Whether some element, at whatever depth of nested arrays, passes. Works off a stack of its own: an event
 * may nest arrays deeper than the call stack reaches.
 */
export const someElement = (
  array: readonly JsonValue[],
  passes: (element: JsonScalar | JsonObject) => boolean,
): boolean => {
  const waiting: (readonly JsonValue[])[] = [array];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const element of next) {
      if (isJsonArray(element)) waiting.push(element);
      else if (passes(element)) return true;
    }
  }
  return false;
};

/** What a JSON text says, or undefined when it is none. `null` is something a text can say. */
export const parseJson = (text: string): JsonValue | undefined => {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
};

/** The object that a JSON text says, or undefined when it says anything else or nothing. */
export const parseJsonObject = (text: string): JsonObject | undefined => {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
};
