/**
 * What a template computes with. API Gateway's Velocity works on Java objects; here a List is an
 * array, a Map a plain object, an Integer or a Double a number, and what API Gateway itself offers
 * (`$input`, `$util`, …) a HostObject.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value } | HostObject;

/**
 * A template that API Gateway would refuse, or that uses what is not offered here: never rendered
 * half right.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** An object of the host: it answers methods and properties itself. The defaults refuse. */
export abstract class HostObject {
  /** What it is called in messages: `$input`. */
  abstract readonly label: string;

  call(method: string, _args: readonly Value[]): Value {
    throw new TemplateError(`${this.label} has no method ${method}()`);
  }
  get(property: string): Value {
    throw new TemplateError(`${this.label} has no property ${property}`);
  }
  set(property: string, _value: Value): void {
    throw new TemplateError(`${this.label}.${property} cannot be set`);
  }
}

export function isMap(value: Value): value is { [key: string]: Value } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof HostObject)
  );
}

/** Velocity knows two false values; an empty string, 0 and an empty list are true. */
export function isTruthy(value: Value): boolean {
  return value !== null && value !== false;
}

/**
 * A value as a template prints it.
 * @throws {TemplateError} for lists, maps and host objects: Java's `{a=1}` is never what a template
 * wants
 */
export function textOf(value: Value, source: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`${source} is not text: print it with $input.json(…) or field by field`);
}

/**
 * Java's `equals` as Velocity's `==` uses it: numbers by value, one class by content, different
 * classes by their text.
 */
export function equals(left: Value, right: Value): boolean {
  const isObject = typeof left === 'object';
  if (isObject !== (typeof right === 'object')) return false;
  return isObject ? JSON.stringify(left) === JSON.stringify(right) : String(left) === String(right);
}

function key(value: Value, source: string): string {
  return textOf(value, source);
}

/** `$a.name`, `$a[…]`: undefined where Velocity has no such value. */
export function memberOf(value: Value, name: Value, source: string): Value {
  if (value === null) return null;
  if (value instanceof HostObject) return value.get(key(name, source));
  if (Array.isArray(value)) {
    if (typeof name !== 'number') throw new TemplateError(`${source}: a list has no property ${name}`);
    const item = value[name];
    if (item === undefined) throw new TemplateError(`${source}: the list has no item ${name}`);
    return item;
  }
  if (typeof value === 'object') {
    const property = key(name, source);
    return Object.hasOwn(value, property) ? (value[property] ?? null) : null;
  }
  throw new TemplateError(`${source}: a ${typeof value} has no property ${key(name, source)}`);
}
