import { isObject, type JsonValue } from '../../lib/json.ts';
import type { Resource } from '../template/cell-template.ts';

/**
 * Reads a resource's properties with errors that name it. A property the engine neither acts on nor knows to be
 * without effect here is refused: a cell that quietly ignored part of its definition would behave otherwise in the cloud.
 */
export class Definition {
  readonly resource: Resource;

  /** @param known the properties the engine acts on, or that change nothing on one machine (encryption, tags, retention) */
  constructor(resource: Resource, known: readonly string[]) {
    this.resource = resource;
    const unknown = Object.keys(resource.properties).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw this.#error(unknown.join(', '), 'is not something the local cell can run');
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.value(name);
    return value === undefined || typeof value === 'string' ? value : this.#fail(name, 'a text');
  }

  /** CloudFormation takes numbers as text too. */
  number(name: string, otherwise: number): number {
    const value = this.value(name) ?? otherwise;
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && !Number.isNaN(number) ? number : this.#fail(name, 'a number');
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.value(name) ?? otherwise;
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'boolean' ? value : this.#fail(name, 'true or false');
  }

  list(name: string): readonly JsonValue[] {
    const value = this.value(name) ?? [];
    return Array.isArray(value) ? value : this.#fail(name, 'a list');
  }

  /** A property as it stands; CloudFormation accepts JSON documents as text too. */
  document(name: string): JsonValue | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? JSON.parse(value) : value;
  }

  /** One property's nested definition, with its own known properties. */
  nested(name: string, known: readonly string[]): Definition | undefined {
    const value = this.document(name);
    return value === undefined ? undefined : this.within(value, name, known);
  }

  /** A definition nested in this one, such as an item of a list. */
  within(value: JsonValue, name: string, known: readonly string[]): Definition {
    if (!isObject(value)) return this.#fail(name, 'an object');
    const { logicalId } = this.resource;
    return new Definition({ ...this.resource, logicalId: `${logicalId}.${name}`, properties: value }, known);
  }

  value(name: string): JsonValue | undefined {
    return this.resource.properties[name];
  }

  #fail(name: string, expected: string): never {
    throw this.#error(name, `must be ${expected}`);
  }

  #error(name: string, problem: string): Error {
    const { type, logicalId, stack } = this.resource;
    return new Error(`${stack}/${logicalId} (${type}): ${name} ${problem}`);
  }
}
