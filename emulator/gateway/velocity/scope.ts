import type { Value } from './values.ts';

/** The state of one rendering. */
export interface Scope {
  /**
   * By slot; undefined where nothing was set. Velocity has one scope: what is set inside a loop
   * stays set after it.
   */
  readonly variables: (Value | undefined)[];
  out: string;
  /** Set by `#stop`: nothing more is rendered. */
  stopped: boolean;
  /** Set by `#break`: the innermost loop ends. */
  broken: boolean;
}

/**
 * Places of a template's variables, found once when it is compiled: a rendering then looks nothing
 * up by name.
 */
export class Slots {
  readonly #byName = new Map<string, number>();

  /** The variable's place. @param name without its `$` */
  of(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    this.#byName.set(name, this.#byName.size);
    return this.#byName.size - 1;
  }

  /** Variables for a rendering, those given set. */
  filled(given: Readonly<Record<string, Value>>): (Value | undefined)[] {
    const values: (Value | undefined)[] = [];
    for (const name of this.#byName.keys()) values.push(Object.hasOwn(given, name) ? given[name] : undefined);
    return values;
  }
}
