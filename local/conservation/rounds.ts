import { setTimeout as sleep } from 'node:timers/promises';

/** Does the work every so often, one after the other, until it is stopped. */
export class Rounds {
  readonly #stop = new AbortController();
  readonly #work: () => Promise<unknown>;
  readonly #intervalMs: number;
  #running: Promise<void> | undefined;

  /** @param work never rejects */
  constructor(intervalMs: number, work: () => Promise<unknown>) {
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when no round is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await sleep(this.#intervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await this.#work();
    }
  }
}
