/** Slots that are kept when all are free. */
const manySlots = 1_024;

/**
 * A map whose entries come and go all the time, such as calls that wait for their answers.
 *
 * A `Map` does the same, but costs much more there: deleted entries leave holes, so V8 moves it to a new
 * table every few hundred deletions, and each old table points to the next one
 * (https://source.chromium.org/chromium/chromium/src/+/main:v8/src/objects/ordered-hash-table.h). Once one
 * of them is in the old generation, every later table, and all that was in it when it was left, outlives
 * each collection of the young generation. Here values lie in one array, and the map knows only where.
 */
export class SlotMap<Key extends string | number, Value extends object> {
  readonly #slotOf = new Map<Key, number>();
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#slotOf.size;
  }

  has(key: Key): boolean {
    return this.#slotOf.has(key);
  }

  get(key: Key): Value | undefined {
    const slot = this.#slotOf.get(key);
    return slot === undefined ? undefined : this.#values[slot];
  }

  set(key: Key, value: Value): void {
    const slot = this.#slotOf.get(key) ?? this.#free.pop() ?? this.#values.length;
    this.#slotOf.set(key, slot);
    this.#values[slot] = value;
  }

  /** @returns whether there was an entry */
  delete(key: Key): boolean {
    const slot = this.#slotOf.get(key);
    if (slot === undefined) return false;
    this.#slotOf.delete(key);
    this.#values[slot] = undefined;
    this.#free.push(slot);
    if (this.#slotOf.size === 0) this.#shrink();
    return true;
  }

  /** The values in any order. The entry of the value at hand may be deleted meanwhile. */
  *values(): Iterable<Value> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  /** Gives back what a crowd once took. */
  #shrink(): void {
    if (this.#values.length <= manySlots) return;
    this.#values.length = 0;
    this.#free.length = 0;
  }
}
