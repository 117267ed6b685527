import { equals, HostObject, isMap, TemplateError, textOf, type Value } from './values.ts';

type Methods<T> = Readonly<Record<string, (self: T, ...args: Value[]) => Value>>;

function text(value: Value | undefined): string {
  if (typeof value !== 'string') throw new TemplateError('the argument must be a string');
  return value;
}

function integer(value: Value | undefined): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new TemplateError('the argument must be an integer');
  return value;
}

function within(index: number, from: number, to: number): number {
  if (index < from || index > to) throw new TemplateError(`${index} is outside ${from}–${to}`);
  return index;
}

const patterns = new Map<string, RegExp>();

/** Java's regular expressions where they mean the same in JavaScript; the rest is refused. */
function pattern(source: string): RegExp {
  const known = patterns.get(source);
  if (known) return known;
  if (/\\[pPQEAzZGhHRX]|\(\?[a-z]|[+*?}]\+|&&/.test(source))
    throw new TemplateError(`the regular expression ${source} uses what only Java knows`);
  const compiled = new RegExp(source, 'g');
  if (patterns.size > 1000) patterns.clear();
  patterns.set(source, compiled);
  return compiled;
}

/** A Java replacement: `$1` is a group, a backslash takes the next character as it is. */
function expand(source: string, match: readonly (string | number)[]): string {
  return source.replace(/\\(.)|\$(\d)/gs, (_, literal: string | undefined, group: string | undefined) =>
    literal !== undefined ? literal : String(match[Number(group)] ?? ''),
  );
}

function replaceAll(self: string, source: string, by: string): string {
  return /[$\\]/.test(by)
    ? self.replace(pattern(source), (...match) => expand(by, match))
    : self.replace(pattern(source), by);
}

function replaceFirst(self: string, source: string, by: string): string {
  const match = new RegExp(pattern(source).source).exec(self);
  if (!match) return self;
  return self.slice(0, match.index) + expand(by, match) + self.slice(match.index + match[0].length);
}

const strings: Methods<string> = {
  length: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  contains: (self, part) => self.includes(text(part)),
  startsWith: (self, part) => self.startsWith(text(part)),
  endsWith: (self, part) => self.endsWith(text(part)),
  indexOf: (self, part) => self.indexOf(text(part)),
  lastIndexOf: (self, part) => self.lastIndexOf(text(part)),
  charAt: (self, index) => self.charAt(within(integer(index), 0, self.length - 1)),
  substring: (self, from, to = self.length) => {
    const end = within(integer(to), 0, self.length);
    return self.slice(within(integer(from), 0, end), end);
  },
  trim: (self) => self.replace(/^[\0- ]+|[\0- ]+$/g, ''),
  toLowerCase: (self) => self.toLowerCase(),
  toUpperCase: (self) => self.toUpperCase(),
  concat: (self, other) => self + text(other),
  equalsIgnoreCase: (self, other) => self.toLowerCase() === text(other).toLowerCase(),
  matches: (self, source) => new RegExp(`^(?:${pattern(text(source)).source})$`).test(self),
  replace: (self, from, to) => self.replaceAll(text(from), () => text(to)),
  replaceAll: (self, source, to) => replaceAll(self, text(source), text(to)),
  replaceFirst: (self, source, to) => replaceFirst(self, text(source), text(to)),
  split: (self, source) => {
    const parts = self.split(pattern(text(source)));
    while (parts.length > 1 && parts.at(-1) === '') parts.pop();
    return parts;
  },
};

const lists: Methods<Value[]> = {
  size: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  get: (self, index) => self[within(integer(index), 0, self.length - 1)] ?? null,
  contains: (self, item = null) => self.some((each) => equals(each, item)),
  indexOf: (self, item = null) => self.findIndex((each) => equals(each, item)),
  add: (self, item = null) => {
    self.push(item);
    return true;
  },
};

const maps: Methods<{ [key: string]: Value }> = {
  size: (self) => Object.keys(self).length,
  isEmpty: (self) => Object.keys(self).length === 0,
  get: (self, name) => (Object.hasOwn(self, text(name)) ? (self[text(name)] ?? null) : null),
  containsKey: (self, name) => Object.hasOwn(self, text(name)),
  keySet: (self) => Object.keys(self),
  values: (self) => Object.values(self),
  entrySet: (self) => Object.entries(self).map(([key, value]) => ({ key, value })),
};

const numbers: Methods<number> = {
  intValue: (self) => Math.trunc(self),
  longValue: (self) => Math.trunc(self),
};

function methodsOf(value: Value): Methods<never> {
  if (typeof value === 'string') return strings;
  if (typeof value === 'number') return numbers;
  if (Array.isArray(value)) return lists;
  return isMap(value) ? maps : {};
}

/**
 * Calls a method of a value as Java would.
 * @throws {TemplateError} for a method the value does not have (API Gateway fails too, velocityjs
 * stays silent) and for wrong arguments
 */
export function callMethod(value: Value, method: string, args: readonly Value[], source: string): Value {
  if (value === null) return null;
  if (value instanceof HostObject) return value.call(method, args);
  if (method === 'toString') return textOf(value, source);
  if (method === 'equals') return typeof value === typeof args[0] && equals(value, args[0] ?? null);
  const methods = methodsOf(value) as Methods<Value>;
  const implementation = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!implementation) throw new TemplateError(`${source}: no method ${method}() on this value`);
  try {
    return implementation(value, ...args);
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateError(`${source}: ${error.message}`) : error;
  }
}
