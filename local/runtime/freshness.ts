import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Clock } from '../../lib/clock.ts';
import type { PartStatus } from '../status.ts';

const sliceMs = 10_000;
const windowMs = 5 * 60_000;

/** How long events took from acceptance to being visible, over the last five minutes. */
export class Freshness {
  readonly #clock: Clock;
  /** Slice since the epoch → milliseconds. */
  readonly #slices = new Map<number, RecordableHistogram>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes how many milliseconds events took that have just become visible. */
  record(latencies: readonly number[]): void {
    const now = this.#clock.now();
    const slice = Math.floor(now / sliceMs);
    let histogram = this.#slices.get(slice);
    if (!histogram) {
      histogram = createHistogram();
      this.#slices.set(slice, histogram);
      this.#forgetBefore(now - windowMs);
    }
    // A histogram holds whole numbers from 1.
    for (const latency of latencies) histogram.record(Math.max(1, Math.round(latency)));
  }

  /** @param since ms since the epoch: what became visible before then is left out, to ten seconds */
  summary(since = 0): PartStatus['freshness'] {
    this.#forgetBefore(this.#clock.now() - windowMs);
    const all = createHistogram();
    for (const [slice, histogram] of this.#slices) if ((slice + 1) * sliceMs > since) all.add(histogram);
    if (all.count === 0) return { p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null };
    return {
      p50Ms: all.percentile(50),
      p95Ms: all.percentile(95),
      p99Ms: all.percentile(99),
      maxMs: all.max,
    };
  }

  #forgetBefore(ms: number): void {
    for (const slice of this.#slices.keys()) if ((slice + 1) * sliceMs <= ms) this.#slices.delete(slice);
  }
}
