import type { Status } from './cell-client.ts';
import { type Latency, noLatency } from './latency.ts';
import type { Usage } from './process-usage.ts';
import type { Tally } from './tally.ts';

/** What happened in one minute of a load, or of the drain after it; the last of either may be shorter. */
export interface Minute {
  readonly phase: 'load' | 'drain';
  readonly seconds: number;
  readonly accepted: number;
  readonly visible: number;
  /** Events sent and not acknowledged. */
  readonly refused: number;
  readonly unsent: number;
  readonly lagMaxSeconds: number;
  /** Received to visible, of what became visible within the minute (to ten seconds). */
  readonly visibilityMs: Latency;
  /** Resident memory of the cell's process tree when the minute ended. */
  readonly memoryMB: number;
  readonly cpuSeconds: number;
}

/** Where counters stood when a minute began. */
interface Mark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly accepted: number;
  readonly visible: number;
  readonly refused: number;
  readonly unsent: number;
  readonly cpuSeconds: number;
}

const minuteMs = 60_000;

/** Cuts a load and the drain after it into minutes. */
export class Minutes {
  readonly #tally: Readonly<Tally>;
  readonly #usage: () => Promise<Usage>;
  readonly #all: Minute[] = [];
  #from: Mark;
  #lagMaxMs = 0;

  private constructor(tally: Readonly<Tally>, usage: () => Promise<Usage>, from: Mark) {
    this.#tally = tally;
    this.#usage = usage;
    this.#from = from;
  }

  /** Begins the first minute, before anything is accepted. */
  static async begin(tally: Readonly<Tally>, usage: () => Promise<Usage>): Promise<Minutes> {
    const at = Date.now();
    const { cpuSeconds } = await usage();
    return new Minutes(tally, usage, { at, accepted: 0, visible: 0, refused: 0, unsent: 0, cpuSeconds });
  }

  get all(): readonly Minute[] {
    return this.#all;
  }

  /** When the current minute began, ms since the epoch. */
  get since(): number {
    return this.#from.at;
  }

  /** Whether the current minute is over. */
  get over(): boolean {
    return Date.now() - this.#from.at >= minuteMs;
  }

  lagged(ms: number): void {
    this.#lagMaxMs = Math.max(this.#lagMaxMs, ms);
  }

  /**
   * Ends the current minute and begins the next.
   * @param status as of now, its freshness since the minute began
   */
  async end(phase: Minute['phase'], status: Status): Promise<Minute> {
    const from = this.#from;
    const { cpuSeconds, residentMB } = await this.#usage();
    const { acknowledged, failed: refused, unsent } = this.#tally;
    const { visible, freshness } = status;
    const to: Mark = { at: Date.now(), accepted: acknowledged.count, visible, refused, unsent, cpuSeconds };
    const minute: Minute = {
      phase,
      seconds: (to.at - from.at) / 1000,
      accepted: to.accepted - from.accepted,
      visible: to.visible - from.visible,
      refused: to.refused - from.refused,
      unsent: to.unsent - from.unsent,
      lagMaxSeconds: this.#lagMaxMs / 1000,
      visibilityMs: freshness ?? noLatency,
      memoryMB: residentMB,
      cpuSeconds: to.cpuSeconds - from.cpuSeconds,
    };
    this.#all.push(minute);
    this.#from = to;
    this.#lagMaxMs = 0;
    return minute;
  }
}
