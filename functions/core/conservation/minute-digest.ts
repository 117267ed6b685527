import { elementOf, type HeldEvent } from './held-event.ts';

/** Whole minutes from (inclusive) to (exclusive), ms since the epoch. */
export interface Minutes {
  readonly from: number;
  readonly to: number;
}

/** Whether an instant, ms since the epoch, lies in these minutes. */
export function isWithin(at: number, { from, to }: Minutes): boolean {
  return at >= from && at < to;
}

/**
 * What a store holds of one minute of receipt: two stores that hold the same events have the same
 * digest, whatever the order; a sum and not an exclusive or, in which an event held twice would
 * cancel itself.
 */
export interface MinuteDigest {
  /** Its beginning, ms since the epoch. */
  readonly minute: number;
  readonly events: number;
  /** The sum of `elementOf` of the events, as decimal text. */
  readonly sum: string;
}

export const minuteMs = 60_000;

/** The minute that an instant belongs to, both in ms since the epoch. */
export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}

/** Adds events up to the digests of their minutes. */
export class MinuteDigests {
  readonly #minutes = new Map<number, { events: number; sum: bigint }>();

  add(event: HeldEvent): void {
    const minute = minuteOf(event.receivedAt);
    const digest = this.#minutes.get(minute) ?? { events: 0, sum: 0n };
    digest.events += 1;
    digest.sum += BigInt(elementOf(event));
    this.#minutes.set(minute, digest);
  }

  /** The digests of the minutes that have events, in order. */
  list(): MinuteDigest[] {
    return [...this.#minutes]
      .sort(([a], [b]) => a - b)
      .map(([minute, { events, sum }]) => ({ minute, events, sum: String(sum) }));
  }
}
