import { Acknowledged } from './acknowledged.ts';
import { type Reply, ReplyTimeout } from './http-connection.ts';
import type { Batch } from './invoice-pool.ts';
import type { BenchEvent } from './invoices.ts';
import { Lag } from './lag.ts';
import { LatencyRecorder } from './latency.ts';

/** Counts what comes of a load's events. Times are `performance.now()`. */
export class Tally {
  readonly acknowledged = new Acknowledged();
  readonly lag = new Lag();
  /** From when a request was due until its 2xx. */
  readonly post = new LatencyRecorder();
  /** Events answered with anything but a 2xx, by HTTP status; `connection`: the connection failed. */
  readonly refused = new Map<string, number>();
  /** Events of requests that had no reply in time. */
  timeouts = 0;
  /** Events that were due when no connection was free. */
  unsent = 0;
  /** Events answered with a 503 that does not say when to try again. */
  withoutRetryAfter = 0;
  /** An event acknowledged last, and when its request was due. */
  latest: { readonly event: BenchEvent; readonly dueAt: number } | undefined;

  /** Events that the server may or may not have: their request went out, no reply came. */
  get unanswered(): number {
    return this.timeouts + (this.refused.get('connection') ?? 0);
  }

  /** Events that were sent and not acknowledged. */
  get failed(): number {
    return this.timeouts + this.refused.values().reduce((sum, count) => sum + count, 0);
  }

  /** @returns whether the reply acknowledges the batch */
  replied({ events }: Batch, { status, head }: Reply, dueAt: number): boolean {
    const now = performance.now();
    if (status < 200 || status > 299) {
      this.#refuse(String(status), events.length);
      if (status === 503 && !/\r\nretry-after:/i.test(head)) this.withoutRetryAfter += events.length;
      return false;
    }
    this.post.record(now - dueAt);
    for (const event of events) {
      this.acknowledged.add(event.invoice, event.step);
      this.latest = { event, dueAt };
    }
    this.lag.acknowledged(this.acknowledged.count, now);
    return true;
  }

  /** Notes that a request ended without a reply. */
  unreplied({ events }: Batch, error: unknown): void {
    if (error instanceof ReplyTimeout) this.timeouts += events.length;
    else this.#refuse('connection', events.length);
  }

  #refuse(why: string, count: number): void {
    this.refused.set(why, (this.refused.get(why) ?? 0) + count);
  }
}
