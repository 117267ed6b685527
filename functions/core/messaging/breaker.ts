import type { Clock } from '../../../lib/clock.ts';

/** How a breaker judges a store, and how long it stays open. */
export interface BreakerSettings {
  /** So many failed calls in a row, without one success between them, open it. */
  readonly failuresToOpen: number;
  /** How long it stays open the first time, at most. Doubles each time a probe fails. */
  readonly firstOpenMs: number;
  /** The longest it ever stays open. */
  readonly longestOpenMs: number;
  /** A probe without an outcome after so long has died; the next caller becomes the probe. */
  readonly probeMs: number;
}

/**
 * For stores on an event's path. Open for ten seconds at most: an environment that has a batch
 * waits for that long (`admission.ts`) and still has time for a try within its timeout.
 */
export const storeBreaker: BreakerSettings = {
  failuresToOpen: 5,
  firstOpenMs: 1_000,
  longestOpenMs: 10_000,
  probeMs: 30_000,
};

/**
 * For a store that an event can do without for a while: what is meant for it waits elsewhere, so
 * nobody is held. Probes are rarer, because each may take as long as a call's timeout.
 */
export const projectionBreaker: BreakerSettings = {
  ...storeBreaker,
  failuresToOpen: 3,
  longestOpenMs: 60_000,
};

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerContext {
  readonly clock: Clock;
  /** A number in [0, 1): spreads the probes of many environments. */
  readonly random: () => number;
  /** Told when it opens and when it closes; a failed probe is no news. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/**
 * A circuit breaker over one store, for one execution environment. Closed, it lets everybody pass.
 * After failures in a row it opens: nobody passes until a time with jitter is over. Then it is half
 * open: the first to ask is the probe, whose outcome closes it or opens it for twice as long.
 */
export class Breaker {
  readonly #settings: BreakerSettings;
  readonly #context: BreakerContext;
  #state: BreakerState = 'closed';
  /** Failed calls in a row while closed. */
  #failures = 0;
  /** How often it has opened since it was last closed. */
  #openings = 0;
  /** While open: when a probe may pass. While half open: when the probe counts as dead. */
  #until = 0;

  constructor(settings: BreakerSettings, context: BreakerContext) {
    this.#settings = settings;
    this.#context = context;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /**
   * Asks to pass.
   * @returns 0 when the caller may go on, as the probe if the breaker was open; otherwise in how many
   * milliseconds it may ask again with a chance
   */
  admit(): number {
    if (this.#state === 'closed') return 0;
    const now = this.#context.clock.now();
    if (now < this.#until) return this.#until - now;
    this.#state = 'half-open';
    this.#until = now + this.#settings.probeMs;
    return 0;
  }

  /** The store answered a call, whatever it said. */
  succeeded(): void {
    this.#failures = 0;
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#openings = 0;
    this.#context.onChange?.('closed');
  }

  /** A call to the store failed, and may succeed later. */
  failed(): void {
    // While open, only calls that had begun before can fail.
    if (this.#state === 'open') return;
    this.#failures++;
    if (this.#state === 'closed' && this.#failures < this.#settings.failuresToOpen) return;
    const wasClosed = this.#state === 'closed';
    this.#state = 'open';
    this.#until = this.#context.clock.now() + this.#nextOpenMs();
    this.#openings++;
    if (wasClosed) this.#context.onChange?.('open');
  }

  /** Between half and all of a ceiling that doubles each time. */
  #nextOpenMs(): number {
    const { firstOpenMs, longestOpenMs } = this.#settings;
    const ceiling = Math.min(longestOpenMs, firstOpenMs * 2 ** this.#openings);
    return (ceiling * (1 + this.#context.random())) / 2;
  }
}
