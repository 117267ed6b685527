import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../../lib/json.ts';

/** A fault that is made in the template without one, and what is to be said of it. */
export interface Mistake {
  readonly what: string;
  /** Where it is made: the logical id and the path in the properties. */
  readonly at: string;
  /** What is there then; nothing if undefined. */
  readonly to: (old: JsonValue | undefined) => JsonValue | undefined;
  readonly rule: string;
  /** Where it is found, if elsewhere. */
  readonly found?: string;
  /** Other rules that it breaks as well. */
  readonly also?: readonly string[];
}

export const gone = () => undefined;
export const become = (value: JsonValue) => () => value;
/** The list with one more. */
export const and = (value: JsonValue) => (old: JsonValue | undefined) => [
  ...(isJsonArray(old) ? old : []),
  value,
];
/** The list with its first element once more. */
export const twice = (old: JsonValue | undefined): JsonValue =>
  isJsonArray(old) && old[0] !== undefined ? [...old, old[0]] : [];
/** The object with something else in it. */
export const withOther = (others: JsonObject) => (old: JsonValue | undefined) => ({
  ...(isObject(old) ? old : {}),
  ...others,
});
/** A list of so many. */
export const times = (count: number, value: (index: number) => JsonValue) => () =>
  Array.from({ length: count }, (_, index) => value(index));
