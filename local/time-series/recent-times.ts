import type { MeasureRecord } from '../../functions/core/measures/measures.ts';

/** Records remembered; beyond that the oldest are let go, a slice of received time at a time. */
const capacity = 200_000;
const sliceMs = 5_000;

const sliceOf = ({ measures }: MeasureRecord): number => Math.floor(Number(measures.receivedAt) / sliceMs);
/** A record's time as an exact number: two of the same are told apart by a look into the store. */
const timeOf = ({ timeNs }: MeasureRecord): number => Number(BigInt.asUintN(52, timeNs));

/**
 * Times of all records received since some moment, so that most new records need not be looked for in the
 * store. It errs on one side only: what it says is new, is new.
 */
export class RecentTimes {
  /** Slice of received time → times. Every slice from `#since` on is complete. */
  readonly #slices = new Map<number, Set<number>>();
  #since: number;
  #size = 0;

  /** @param newestMs newest `receivedAt` of the records that stand already, ms since the epoch */
  constructor(newestMs: number | undefined) {
    this.#since = newestMs === undefined ? Number.NEGATIVE_INFINITY : Math.floor(newestMs / sliceMs) + 1;
  }

  /** Whether no record of this identity stands. */
  isNew(record: MeasureRecord): boolean {
    const slice = sliceOf(record);
    return slice >= this.#since && !this.#slices.get(slice)?.has(timeOf(record));
  }

  add(record: MeasureRecord): void {
    const slice = sliceOf(record);
    if (slice < this.#since) return;
    const times = this.#slices.get(slice) ?? new Set();
    this.#slices.set(slice, times);
    this.#size -= times.size;
    this.#size += times.add(timeOf(record)).size;
    while (this.#size > capacity) this.#letGo();
  }

  #letGo(): void {
    const oldest = Math.min(...this.#slices.keys());
    this.#size -= this.#slices.get(oldest)?.size ?? 0;
    this.#slices.delete(oldest);
    this.#since = oldest + 1;
  }
}
