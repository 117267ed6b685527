import { isObject } from '../../lib/json.ts';

/** Something in a template that this gateway cannot run: found when the cell starts, never at a request. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

type Bag = Readonly<Record<string, unknown>>;

/** Reads the properties of a CloudFormation resource; what is there in the wrong shape is a DefinitionError naming it. */
export class Properties {
  readonly where: string;
  readonly #bag: Bag;

  constructor(where: string, bag: unknown) {
    this.where = where;
    if (bag !== undefined && !isObject(bag)) throw new DefinitionError(`${where} is not an object`);
    this.#bag = bag ?? {};
  }

  raw(name: string): unknown {
    return this.#bag[name];
  }

  optionalText(name: string): string | undefined {
    const value = this.#bag[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new DefinitionError(`${this.where}.${name} is not text`);
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new DefinitionError(`${this.where}.${name} is missing`);
    return value;
  }

  optionalNumber(name: string): number | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new DefinitionError(`${this.where}.${name} is not a number`);
    return value;
  }

  /** False when absent. */
  flag(name: string): boolean {
    const value = this.#bag[name];
    if (value === undefined || value === false || value === 'false') return false;
    if (value === true || value === 'true') return true;
    throw new DefinitionError(`${this.where}.${name} is not a boolean`);
  }

  /** Empty when absent. */
  object(name: string): Properties {
    return new Properties(`${this.where}.${name}`, this.#bag[name]);
  }

  /** Empty when absent. */
  list(name: string): readonly Properties[] {
    const value = this.#bag[name] ?? [];
    if (!Array.isArray(value)) throw new DefinitionError(`${this.where}.${name} is not a list`);
    return value.map((item, index) => new Properties(`${this.where}.${name}[${index}]`, item));
  }

  has(name: string): boolean {
    return this.#bag[name] !== undefined;
  }

  get names(): readonly string[] {
    return Object.keys(this.#bag);
  }

  /** All of them as text by name. */
  texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.names.map((name) => [name, this.text(name)]));
  }
}
