import { hash } from 'node:crypto';

const windowMs = 5 * 60_000;
/** Three words of digest, and the time: milliseconds since the generation began, plus one; 0 marks a free slot. */
const wordsPerSlot = 4;

/**
 * Remembers deduplication ids for five minutes, as FIFO topics and queues do. At 10,000 messages a second that is three
 * million ids, so they are kept as 96-bit digests in flat arrays instead of as strings in a map: 32 bytes or so each,
 * and nothing for the garbage collector to walk.
 *
 * Two ids that share a digest would cost an event. With three million ids in the window the chance is 4e-23 per event,
 * about once in 10^12 years at a hundred million events a day.
 */
export class DedupWindow {
  #current = new Generation(0);
  #previous = new Generation(0);

  /** Whether an id noted at one time (ms since the epoch) still counts at another. */
  static covers(notedAt: number, now: number): boolean {
    return now - notedAt < windowMs;
  }

  /**
   * Notes the id at a time (ms since the epoch).
   * @returns whether the same scope and id were noted less than five minutes before
   */
  seen(scope: string, id: string, now: number): boolean {
    if (now - this.#current.startedAt >= windowMs) {
      this.#previous = this.#current;
      this.#current = new Generation(now);
    }
    const key = digestOf(`${scope.length}:${scope}${id}`);
    const noted = this.#current.find(key) ?? this.#previous.find(key);
    if (noted !== undefined && DedupWindow.covers(noted, now)) return true;
    this.#current.note(key, now);
    return false;
  }
}

type Digest = readonly [number, number, number];

/** A topic notes an id, and right after it the queues it feeds note the same. */
let last: { readonly text: string; readonly digest: Digest } | undefined;

function digestOf(text: string): Digest {
  if (last?.text === text) return last.digest;
  const bytes = hash('sha1', text, 'buffer');
  const digest: Digest = [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
  last = { text, digest };
  return digest;
}

const noSlots = new Uint32Array(wordsPerSlot);

/** An open-addressing hash table from digest to time. */
class Generation {
  readonly startedAt: number;
  // Most windows of a cell never see an id. This one slot stays free: to note an id takes two.
  #capacity = 1;
  #slots = noSlots;
  #used = 0;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  find(key: Digest): number | undefined {
    const sinceStart = this.#slots[this.#slotOf(key) + 3];
    return sinceStart ? this.startedAt + sinceStart - 1 : undefined;
  }

  note(key: Digest, now: number): void {
    if (2 * (this.#used + 1) > this.#capacity) this.#grow();
    const at = this.#slotOf(key);
    if (this.#slots[at + 3] === 0) this.#used++;
    this.#slots.set(key, at);
    this.#slots[at + 3] = Math.max(0, now - this.startedAt) + 1;
  }

  #slotOf(key: Digest): number {
    const slots = this.#slots;
    let index = key[0] & (this.#capacity - 1);
    for (;;) {
      const at = index * wordsPerSlot;
      if (slots[at + 3] === 0) return at;
      if (slots[at] === key[0] && slots[at + 1] === key[1] && slots[at + 2] === key[2]) return at;
      index = (index + 1) & (this.#capacity - 1);
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * wordsPerSlot);
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      if (old[at + 3] === 0) continue;
      const slot = old.subarray(at, at + wordsPerSlot);
      this.#slots.set(slot, this.#slotOf([slot[0] ?? 0, slot[1] ?? 0, slot[2] ?? 0]));
    }
  }
}
