import { isJsonArray, isObject, type JsonValue } from '../../../lib/json.ts';

/** The value with what is at the path replaced; taken away if by nothing. */
export function changed(value: JsonValue, [name = '', ...inner]: readonly string[], to: Change): JsonValue {
  const old = isJsonArray(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined;
  const next = inner.length > 0 ? changed(old ?? {}, inner, to) : to(old);
  if (isJsonArray(value)) {
    const before = value.slice(0, Number(name));
    return [...before, ...(next === undefined ? [] : [next]), ...value.slice(Number(name) + 1)];
  }
  const { [name]: _, ...others } = isObject(value) ? value : {};
  return next === undefined ? others : { ...others, [name]: next };
}

export type Change = (old: JsonValue | undefined) => JsonValue | undefined;
