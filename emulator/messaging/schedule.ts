import type { Clock } from '../../lib/clock.ts';
import type { JsonValue } from '../../lib/json.ts';
import { afterFailedTry } from './async-invocation.ts';
import type { Queue } from './queue.ts';

/** What a schedule's definition says. */
export interface ScheduleSettings {
  readonly functionName: string;
  readonly intervalMs: number;
  /** What the function is invoked with. */
  readonly input: JsonValue;
  /** Where the input of a run that failed is kept. */
  readonly deadLetters?: Queue | undefined;
}

export interface ScheduleContext {
  readonly clock: Clock;
  /** Runs a function; rejects when it fails. */
  readonly invoke: (functionName: string, event: JsonValue) => Promise<unknown>;
  /** Calls back after so many milliseconds, unless the emulator ends before. */
  readonly later: (callback: () => void, ms: number) => void;
}

/**
 * Invokes a function at a fixed rate, counted from the start. A run that takes longer than the
 * interval delays none: what is due meanwhile is left out. Scheduler invokes Lambda asynchronously, which
 * tries a run that fails twice more, beside those that come after it; then its input is a dead letter
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html).
 */
export class Schedule {
  readonly #settings: ScheduleSettings;
  readonly #context: ScheduleContext;
  #running: Promise<void> | undefined;
  #stopped = true;

  constructor(settings: ScheduleSettings, context: ScheduleContext) {
    this.#settings = settings;
    this.#context = context;
  }

  start(): void {
    this.#stopped = false;
    this.#waitFrom(this.#context.clock.now());
  }

  /** Starts no further run; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /**
   * Waits for the next moment that is a whole number of intervals away; timers may ring a little
   * early.
   */
  #waitFrom(moment: number): void {
    const { intervalMs } = this.#settings;
    const { clock, later } = this.#context;
    const passed = Math.max(1, Math.ceil((clock.now() - moment) / intervalMs));
    const next = moment + passed * intervalMs;
    later(() => this.#due(next), next - clock.now());
  }

  #due(moment: number): void {
    if (this.#stopped) return;
    this.#running ??= this.#run();
    this.#waitFrom(moment);
  }

  async #run(tries = 1): Promise<void> {
    const { functionName, input, deadLetters } = this.#settings;
    try {
      await this.#context.invoke(functionName, input);
    } catch (error) {
      const failed = { event: input, tries, error, deadLetters };
      afterFailedTry(failed, this.#context.later, (next) => void this.#retry(next));
    } finally {
      this.#running = undefined;
    }
  }

  /** Tries a run again, once no other is under way. */
  async #retry(tries: number): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#stopped) return;
    this.#running = this.#run(tries);
    await this.#running;
  }
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Milliseconds between two runs of a rate expression, such as `rate(5 minutes)`.
 * @throws {Error} for `cron(…)` and `at(…)`, which are not emulated
 */
export function intervalMsOf(expression: string): number {
  const [, value, unit] = /^rate\(([1-9][0-9]*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day')
    throw new Error(`the emulator runs schedules at a rate of minutes, hours or days, not ${expression}`);
  return Number(value) * unitMs[unit];
}
