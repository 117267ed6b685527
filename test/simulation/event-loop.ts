import TinyQueue from 'tinyqueue';
import type { Clock } from '../../lib/clock.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

interface Task {
  readonly at: number;
  /** Settles the order of tasks of the same moment. */
  readonly order: number;
  readonly label: string;
  /** Waiting for it is no activity. */
  readonly idle: boolean;
  run: (() => void) | undefined;
}

interface TaskOptions {
  readonly idle?: boolean;
}

/** More steps than any history takes that comes to an end. */
const maxSteps = 400_000;

/**
 * The event loop of a history: it owns everything that happens later. One task at a time, then every promise that it
 * settled, then the next; tasks of the same moment in random order. Time passes only between tasks.
 */
export class SimulatedLoop {
  readonly #tasks = new TinyQueue<Task>([], (a, b) => a.at - b.at || a.order - b.order);
  readonly #random: Random;
  readonly #trace: Trace;
  #elapsed = 0;
  /** Tasks run that were no idle ones. */
  activity = 0;
  steps = 0;
  /** What the wall clock is off by, ms, and was at most. */
  #skew = 0;
  #maxSkew = 0;

  readonly #startedAt: number;

  /** @param startedAt ms since the epoch, when the history begins */
  constructor(random: Random, trace: Trace, startedAt: number) {
    this.#random = random;
    this.#trace = trace;
    this.#startedAt = startedAt;
  }

  /** Milliseconds since the history began, whatever the clock says. */
  get elapsed(): number {
    return this.#elapsed;
  }

  /** The clock on the wall, which may be wrong and may jump. */
  readonly clock: Clock = { now: () => Math.floor(this.#startedAt + this.#elapsed + this.#skew) };

  /** Sets the wall clock forward by so many milliseconds, or back. */
  setClock(byMs: number): void {
    this.#skew += byMs;
    this.#maxSkew = Math.max(this.#maxSkew, this.#skew);
  }

  /** Sets the wall clock to where nothing that happened is still to come. */
  mendClock(): void {
    this.#skew = this.#maxSkew;
  }

  /** Runs the task after so many milliseconds. @returns calls it off */
  schedule(label: string, ms: number, run: () => void, { idle = false }: TaskOptions = {}): () => void {
    const at = this.#elapsed + Math.max(0, ms);
    const task: Task = { at, order: this.#random.fraction(), label, idle, run };
    this.#tasks.push(task);
    return () => {
      task.run = undefined;
    };
  }

  /** Resolves after so many milliseconds. */
  pause(label: string, ms: number): Promise<void> {
    return new Promise((resolve) => this.schedule(label, ms, resolve));
  }

  /**
   * Runs tasks until the condition holds, which is looked at between two of them.
   * @throws when it does not hold in so many milliseconds, or what a task threw
   */
  run(until: () => boolean, withinMs: number): Promise<void> {
    const deadline = this.#elapsed + withinMs;
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          if (until()) return resolve();
          if (!this.#next(deadline)) return reject(new Unfinished('never came to an end'));
        } catch (error) {
          return reject(error);
        }
        // A tick asked for by a microtask comes when no microtask is left: after everything the task has settled.
        queueMicrotask(() => process.nextTick(step));
      };
      step();
    });
  }

  #next(deadline: number): boolean {
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      const { run, at, label, idle } = task;
      if (!run) continue;
      if (at > deadline || this.steps >= maxSteps) return false;
      this.steps++;
      if (!idle) {
        this.activity++;
        this.#trace.add(at, label);
      }
      this.#elapsed = at;
      run();
      return true;
    }
    return false;
  }
}

/** The cell still has work after more time than any work takes. */
export class Unfinished extends Error {}
