import { hash } from 'node:crypto';
import { type Digest, DigestTable } from './digest-table.ts';

const windowMs = 5 * 60_000;
/** Tables that follow one another in time: the more, the less is kept beyond the window, and the more are asked. */
const generations = 3;
const generationMs = windowMs / (generations - 1);

/**
 * Remembers deduplication ids for five minutes, as FIFO topics and queues do. At 10,000 messages a second that is three
 * million ids, so they are kept as 96-bit digests in flat arrays instead of as strings in a map: 26 bytes or so each,
 * and nothing for the garbage collector to walk.
 *
 * Two ids that share a digest would cost an event. With three million ids in the window the chance is 4e-23 per event,
 * about once in 10^12 years at a hundred million events a day.
 */
export class DedupWindow {
  /** The newest first. */
  #generations: readonly Generation[] = [new Generation(0)];

  /** Whether an id noted at one time (ms since the epoch) still counts at another. */
  static covers(notedAt: number, now: number): boolean {
    return now - notedAt < windowMs;
  }

  /**
   * Notes the id at a time (ms since the epoch).
   * @returns whether the same scope and id were noted less than five minutes before
   */
  seen(scope: string, id: string, now: number): boolean {
    const current = this.#generationAt(now);
    const key = digestOf(`${scope.length}:${scope}${id}`);
    for (const generation of this.#generations) {
      const noted = generation.find(key);
      if (noted !== undefined) {
        if (DedupWindow.covers(noted, now)) return true;
        break;
      }
    }
    current.note(key, now);
    return false;
  }

  #generationAt(now: number): Generation {
    const [current] = this.#generations;
    if (current && now - current.startedAt < generationMs) return current;
    const next = new Generation(now);
    this.#generations = [next, ...this.#generations.slice(0, generations - 1)];
    return next;
  }
}

/** A topic notes an id, and right after it the queues it feeds note the same. */
let last: { readonly text: string; readonly digest: Digest } | undefined;

function digestOf(text: string): Digest {
  if (last?.text === text) return last.digest;
  const bytes = hash('sha1', text, 'buffer');
  const digest: Digest = [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
  last = { text, digest };
  return digest;
}

/** The ids noted in a part of the window, and when. */
class Generation {
  readonly startedAt: number;
  /** Milliseconds since the generation began, plus one. */
  readonly #times = new DigestTable();

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  find(key: Digest): number | undefined {
    const sinceStart = this.#times.get(key);
    return sinceStart === undefined ? undefined : this.startedAt + sinceStart - 1;
  }

  note(key: Digest, now: number): void {
    this.#times.set(key, Math.max(0, now - this.startedAt) + 1);
  }
}
