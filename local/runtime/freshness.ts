import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Clock } from '../../lib/clock.ts';
import type { StoreStatus } from '../status.ts';

const minuteMs = 60_000;
const windowMinutes = 5;

/** How long events took from acceptance to being visible, over the last five minutes. */
export class Freshness {
  readonly #clock: Clock;
  /** Minute since the epoch → milliseconds. */
  readonly #minutes = new Map<number, RecordableHistogram>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes that events accepted at these times (ms since the epoch) have just become visible. */
  record(receivedAt: readonly number[]): void {
    const now = this.#clock.now();
    const minute = Math.floor(now / minuteMs);
    let histogram = this.#minutes.get(minute);
    if (!histogram) {
      histogram = createHistogram();
      this.#minutes.set(minute, histogram);
      this.#forgetBefore(minute - windowMinutes);
    }
    // A histogram holds whole numbers from 1.
    for (const time of receivedAt) histogram.record(Math.max(1, Math.round(now - time)));
  }

  summary(): StoreStatus['freshness'] {
    this.#forgetBefore(Math.floor(this.#clock.now() / minuteMs) - windowMinutes);
    const all = createHistogram();
    for (const histogram of this.#minutes.values()) all.add(histogram);
    if (all.count === 0) return { p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null };
    return {
      p50Ms: all.percentile(50),
      p95Ms: all.percentile(95),
      p99Ms: all.percentile(99),
      maxMs: all.max,
    };
  }

  #forgetBefore(minute: number): void {
    for (const noted of this.#minutes.keys()) if (noted <= minute) this.#minutes.delete(noted);
  }
}
