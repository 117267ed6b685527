import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export const noLatency: Latency = { p50: 0, p99: 0, max: 0 };

/** Durations in a histogram of fixed size, whatever their number. */
export class LatencyRecorder {
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 });

  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * 1000)));
  }

  /** Milliseconds that 95 of 100 do not exceed. */
  get p95(): number {
    return this.#histogram.count === 0 ? 0 : this.#histogram.percentile(95) / 1000;
  }

  get latency(): Latency {
    if (this.#histogram.count === 0) return noLatency;
    const ms = (microseconds: number) => microseconds / 1000;
    return {
      p50: ms(this.#histogram.percentile(50)),
      p99: ms(this.#histogram.percentile(99)),
      max: ms(this.#histogram.max),
    };
  }
}
