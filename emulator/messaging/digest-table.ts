/** 96 bits of a hash, as three words. */
export type Digest = readonly [number, number, number];

/** Three words of digest, and one of the value; 0 marks a free slot. */
const wordsPerSlot = 4;
/** Slots of the first table that is not empty. */
const leastCapacity = 16;
const growth = 1.5;
/** The part of the slots that is taken at most: probing is short, and a digest has 26 bytes on average. */
const maxFilled = 0.75;
const wordRange = 2 ** 32;

// Most tables of a cell never see a digest.
const noSlots = new Uint32Array(wordsPerSlot);

/**
 * A hash table from digest to a number of 32 bits above 0, in one flat array, open-addressing. Digests lie
 * in the order of their first word, so that growing copies from left to right, by less than doubling.
 */
export class DigestTable {
  #capacity = 1;
  #slots = noSlots;
  #used = 0;

  get(key: Digest): number | undefined {
    return this.#slots[this.#slotOf(key) + 3] || undefined;
  }

  set(key: Digest, value: number): void {
    if (this.#used + 1 > maxFilled * this.#capacity) this.#grow();
    const at = this.#slotOf(key);
    if (this.#slots[at + 3] === 0) this.#used++;
    this.#slots.set(key, at);
    this.#slots[at + 3] = value;
  }

  /** Where a digest is, or else where it belongs. */
  #slotOf([first, second, third]: Digest): number {
    const slots = this.#slots;
    let index = Math.floor((first / wordRange) * this.#capacity);
    for (;;) {
      const at = index * wordsPerSlot;
      if (slots[at + 3] === 0) return at;
      if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third) return at;
      index = index + 1 === this.#capacity ? 0 : index + 1;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity = Math.max(leastCapacity, Math.floor(this.#capacity * growth));
    const slots = new Uint32Array(this.#capacity * wordsPerSlot);
    this.#slots = slots;
    for (let from = 0; from < old.length; from += wordsPerSlot) {
      if (old[from + 3] === 0) continue;
      const at = this.#slotOf([old[from] ?? 0, old[from + 1] ?? 0, old[from + 2] ?? 0]);
      for (let word = 0; word < wordsPerSlot; word++) slots[at + word] = old[from + word] ?? 0;
    }
  }
}
