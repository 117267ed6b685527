import { Deque } from './deque.ts';

/**
 * How many messages may be with functions at once, shared by all event sources. What a source is refused
 * it gets in its turn, so that no source keeps another from its share.
 */
export class InvocationBudget {
  #free: number;
  readonly #waiting = new Deque<() => void>();

  constructor(maxMessages: number) {
    this.#free = maxMessages;
  }

  get isSpent(): boolean {
    return this.#free <= 0;
  }

  take(messages: number): void {
    this.#free -= messages;
  }

  give(messages: number): void {
    this.#free += messages;
    for (let turns = this.#waiting.length; turns > 0 && !this.isSpent; turns--) this.#waiting.shift()?.();
  }

  /** Calls back once there is something to take. */
  whenFree(callback: () => void): void {
    this.#waiting.push(callback);
  }
}
