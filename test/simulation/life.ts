import type { Timers } from '../../lib/timers.ts';
import type { SimulatedLoop } from './event-loop.ts';

/** What an idle timer is stretched to at most, ms. */
const maxStretchMs = 20_000;

/**
 * One life of the cell's process. What it began ends with it: its timers ring no more, what it waits
 * for never comes.
 */
export class Life {
  readonly #loop: SimulatedLoop;
  readonly #name: string;
  #alive = true;
  #ids = 0;
  readonly timers: Timers;

  constructor(loop: SimulatedLoop, number: number) {
    this.#loop = loop;
    this.#name = `life ${number}`;
    this.timers = {
      soon: (callback) => this.#after('soon', 0, callback),
      later: (callback, ms) => this.#after('later', ms, callback),
      background: (callback, ms) => void this.#after('background', ms, callback),
      repeat: (callback, ms) => this.#repeat(callback, ms),
      elapsed: () => loop.elapsed,
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  end(): void {
    this.#alive = false;
  }

  /** An id that no other life of the cell makes. */
  readonly newId = (): string => `${this.#name.replace(' ', '-')}-${++this.#ids}`;

  /** Resolves after so many milliseconds, unless the process has died by then. */
  pause(label: string, ms: number): Promise<void> {
    return new Promise((resolve) => this.#after(label, ms, resolve));
  }

  #after(label: string, ms: number, callback: () => void): () => void {
    return this.#loop.schedule(`${this.#name}: ${label}`, ms, () => {
      if (this.#alive) callback();
    });
  }

  /**
   * While nothing else happens the rings come ever later: timers of a busy machine may, and hours
   * in which a cell only waits cost few steps.
   */
  #repeat(callback: () => void, ms: number): () => void {
    let callOff = () => {};
    let activity = -1;
    let gap = ms;
    const ring = () => {
      if (!this.#alive) return;
      gap = this.#loop.activity === activity ? Math.min(2 * gap, maxStretchMs) : ms;
      activity = this.#loop.activity;
      callback();
      callOff = this.#loop.schedule('repeat', gap, ring, { idle: true });
    };
    callOff = this.#loop.schedule('repeat', ms, ring, { idle: true });
    return () => callOff();
  }
}
