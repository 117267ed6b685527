import { isObject, type JsonObject, type JsonValue, own, parseJson } from '../../lib/json.ts';
import type { Resource } from './cell-template.ts';

/**
 * Something in a template that the emulator cannot run: found when it starts, never at a request.
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code = 'DEFINITION_NOT_SUPPORTED';
}

/** Properties that change nothing where stacks run on one machine, each with the reason. */
export type WithoutEffect = Readonly<Record<string, string>>;

/**
 * Reads a resource, and refuses it when it has a property that `read` did not look at and that is
 * not declared to be without effect: whoever runs stacks here must not find out in the cloud what
 * was ignored.
 * @throws {DefinitionError} naming stack, logical id, type and property
 */
export function readResource<T>(
  { stack, logicalId, type, properties }: Resource,
  withoutEffect: WithoutEffect,
  read: (definition: Definition) => T,
): T {
  const definition = new Definition(`${stack}/${logicalId} (${type})`, '', properties, withoutEffect);
  const result = read(definition);
  const [unread] = definition.unread();
  if (unread !== undefined)
    throw new DefinitionError(
      `${definition.owner}: the emulator does not know the property ${unread}. Remove it, or teach the emulator what it does or why it does nothing here (emulator/README.md).`,
    );
  return result;
}

/** The properties of a resource, or of an object within them. Remembers which of them were read. */
export class Definition {
  /** Stack, logical id and type of the resource. */
  readonly owner: string;
  /** Where this object is within the resource; empty for the resource itself. */
  readonly path: string;
  readonly #properties: JsonObject;
  readonly #withoutEffect: WithoutEffect;
  readonly #read = new Set<string>();
  readonly #nested: Definition[] = [];

  constructor(owner: string, path: string, properties: JsonObject, withoutEffect: WithoutEffect) {
    this.owner = owner;
    this.path = path;
    this.#properties = properties;
    this.#withoutEffect = withoutEffect;
  }

  /** Paths of the properties that were neither read nor declared to be without effect. */
  unread(): string[] {
    const here = this.names
      .filter((name) => !this.#read.has(name) && !Object.hasOwn(this.#withoutEffect, name))
      .map((name) => this.#pathOf(name));
    return [...here, ...this.#nested.flatMap((nested) => nested.unread())];
  }

  get names(): readonly string[] {
    return Object.keys(this.#properties);
  }

  has(name: string): boolean {
    return own(this.#properties, name) !== undefined;
  }

  /** A number or a truth value is text too, as it is to CloudFormation. */
  optionalText(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object') return this.fail(name, 'must be text');
    return String(value);
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.fail(name, 'is missing');
  }

  optionalNumber(name: string): number | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : this.fail(name, 'must be a number');
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.fail(name, 'is missing');
  }

  flag(name: string, otherwise = false): boolean {
    const text = this.optionalText(name) ?? String(otherwise);
    if (text !== 'true' && text !== 'false') return this.fail(name, 'must be true or false');
    return text === 'true';
  }

  /** The value of a property that is one of a few. */
  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name);
    return (
      values.find((value) => value === text) ?? this.fail(name, `is ${text}, not ${values.join(' or ')}`)
    );
  }

  /** Empty when absent. */
  texts(name: string): readonly string[] {
    return this.#items(name).map((item, index) =>
      typeof item === 'string' ? item : this.fail(`${name}[${index}]`, 'must be text'),
    );
  }

  /** The objects of a list; empty when absent. */
  list(name: string, withoutEffect: WithoutEffect = {}): readonly Definition[] {
    return this.#items(name).map((item, index) => this.#nest(`${name}[${index}]`, item, withoutEffect));
  }

  /** An object as it stands, or as JSON text. */
  optionalObject(name: string, withoutEffect: WithoutEffect = {}): Definition | undefined {
    const value = this.document(name);
    return value === undefined ? undefined : this.#nest(name, value, withoutEffect);
  }

  /** Empty when absent. */
  object(name: string, withoutEffect: WithoutEffect = {}): Definition {
    return this.optionalObject(name, withoutEffect) ?? this.#nest(name, {}, withoutEffect);
  }

  /** The objects under every name of this one. */
  objects(withoutEffect: WithoutEffect = {}): readonly (readonly [string, Definition])[] {
    return this.names.map((name) => [name, this.object(name, withoutEffect)] as const);
  }

  /** Every property of this object as text. */
  entries(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.names.map((name) => [name, this.text(name)]));
  }

  /** Whatever JSON the property holds, as it stands or as text; all of it counts as read. */
  document(name: string): JsonValue | undefined {
    const value = this.#value(name);
    if (typeof value !== 'string') return value;
    return parseJson(value) ?? this.fail(name, 'must be JSON');
  }

  fail(name: string, problem: string): never {
    throw new DefinitionError(`${this.owner}: ${this.#pathOf(name)} ${problem}`);
  }

  #value(name: string): JsonValue | undefined {
    this.#read.add(name);
    return own(this.#properties, name);
  }

  #items(name: string): readonly JsonValue[] {
    const value = this.#value(name) ?? [];
    return Array.isArray(value) ? value : this.fail(name, 'must be a list');
  }

  #nest(name: string, value: JsonValue, withoutEffect: WithoutEffect): Definition {
    if (!isObject(value)) return this.fail(name, 'must be an object');
    const nested = new Definition(this.owner, this.#pathOf(name), value, withoutEffect);
    this.#nested.push(nested);
    return nested;
  }

  #pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
