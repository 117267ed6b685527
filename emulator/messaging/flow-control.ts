import type { Clock } from '../../lib/clock.ts';
import { Deque } from './deque.ts';

/** What the messaging has to do. */
export interface Load {
  /**
   * Messages that could be delivered now, or are with a function. Not among them are those hidden for a retry, and
   * those of a function that finishes nothing.
   */
  readonly active: number;
  /** Messages on all queues with a consumer. */
  readonly stored: number;
}

export interface FlowControlContext {
  readonly load: () => Load;
  readonly clock: Clock;
  readonly later: (callback: () => void, ms: number) => void;
}

/** Answered to a caller that has to come again, as AWS names it. */
export class ThrottlingError extends Error {
  override readonly name = 'ThrottlingException';
}

/** Active messages beyond which callers wait: about half a second's work, and small enough to die young. */
const maxActive = 3_000;
/** Stored messages beyond which nothing is taken: they are held in memory. */
const maxStored = 1_000_000;
/** Entries that may wait in line, and for how long. */
export const maxWaitingEntries = 1_000;
const maxWaitMs = 2_000;
const drainIntervalMs = 5;

interface Waiting {
  readonly entries: number;
  readonly until: number;
  readonly admit: () => void;
  readonly refuse: (error: ThrottlingError) => void;
}

/**
 * Keeps what comes in to what can be carried. Without it a path that falls behind slows down further,
 * since whatever waits has to be held in memory, and never catches up.
 */
export class FlowControl {
  readonly #context: FlowControlContext;
  readonly #line = new Deque<Waiting>();
  #entriesInLine = 0;
  #scheduled = false;

  constructor(context: FlowControlContext) {
    this.#context = context;
  }

  /**
   * Lets so many entries in: at once, returning nothing, or when their turn has come.
   * @throws {ThrottlingError} (or rejects with one) for those that would wait too long
   */
  admit(entries: number): Promise<void> | undefined {
    const { active, stored } = this.#context.load();
    if (stored >= maxStored) throw new ThrottlingError('Too many messages are stored.');
    if (this.#line.length === 0 && active < maxActive) return undefined;
    if (this.#entriesInLine + entries > maxWaitingEntries)
      throw new ThrottlingError('Too many entries wait to be taken.');
    return new Promise((resolve, reject) => {
      const until = this.#context.clock.now() + maxWaitMs;
      this.#line.push({ entries, until, admit: resolve, refuse: reject });
      this.#entriesInLine += entries;
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#context.later(() => {
      this.#scheduled = false;
      this.#drain();
      if (this.#line.length > 0) this.#schedule();
    }, drainIntervalMs);
  }

  #drain(): void {
    const now = this.#context.clock.now();
    const { active, stored } = this.#context.load();
    let room = stored < maxStored ? maxActive - active : 0;
    for (let first = this.#line.peek(); first; first = this.#line.peek()) {
      const isLate = now > first.until;
      if (!isLate && room <= 0) return;
      this.#line.shift();
      this.#entriesInLine -= first.entries;
      if (isLate) first.refuse(new ThrottlingError('The entries waited for too long.'));
      else {
        room -= first.entries;
        first.admit();
      }
    }
  }
}
