import { isObject } from '../../lib/json.ts';
import { type Stage, stages } from '../../schemas/stages.ts';

/** An event to send, with what the API wants to know beside it. */
export interface OutgoingEvent {
  readonly stage: Stage;
  /** Events of the same invoice are sent in the order they came. */
  readonly invoiceId: string;
  /** Where it comes from, for messages about it: `log.csv, line 7`. */
  readonly place?: string | undefined;
  /** As POSTed. */
  readonly event: unknown;
}

/** The event's own id, for messages about it. What a user sends may have none. */
export function eventIdOf({ event }: OutgoingEvent): string {
  return isObject(event) && 'eventId' in event ? String(event.eventId) : '(none)';
}

/** Events of one stage that fit into a request. */
export interface Batch {
  readonly stage: Stage;
  readonly events: readonly OutgoingEvent[];
}

/**
 * The events waiting to be sent, arranged for concurrent requests: a batch mixes invoices freely,
 * but an invoice with a request in flight gives nothing until that is answered, so its events never
 * overtake each other.
 */
export class ReadyEvents {
  /**
   * Waiting events by invoice. An invoice stays here while it has events waiting or a request in
   * flight.
   */
  readonly #waiting = new Map<string, OutgoingEvent[]>();
  /** The invoices whose next event may be sent, by that event's stage, longest waiting first. */
  readonly #ready = new Map<Stage, Set<string>>(stages.map((stage) => [stage, new Set()]));
  #size = 0;

  /** Number of waiting events. */
  get size(): number {
    return this.#size;
  }

  add(outgoing: OutgoingEvent): void {
    this.#size += 1;
    const waiting = this.#waiting.get(outgoing.invoiceId);
    if (waiting) {
      waiting.push(outgoing);
      return;
    }
    this.#waiting.set(outgoing.invoiceId, [outgoing]);
    this.#ready.get(outgoing.stage)?.add(outgoing.invoiceId);
  }

  /**
   * Takes the next batch, from the stage with the most invoices ready; undefined when nothing may
   * be sent.
   */
  take(limit: number): Batch | undefined {
    let stage: Stage | undefined;
    let most = 0;
    for (const [candidate, invoices] of this.#ready) {
      if (invoices.size > most) {
        stage = candidate;
        most = invoices.size;
      }
    }
    if (!stage) return undefined;
    const events: OutgoingEvent[] = [];
    for (const invoiceId of this.#ready.get(stage) ?? []) {
      if (events.length === limit) break;
      this.#ready.get(stage)?.delete(invoiceId);
      events.push(...this.#takeRun(invoiceId, stage, limit - events.length));
    }
    this.#size -= events.length;
    return { stage, events };
  }

  /** Call when the batch has a final answer: its invoices may go on. */
  complete(batch: Batch): void {
    for (const invoiceId of new Set(batch.events.map((outgoing) => outgoing.invoiceId))) {
      const next = this.#waiting.get(invoiceId)?.[0];
      if (next) this.#ready.get(next.stage)?.add(invoiceId);
      else this.#waiting.delete(invoiceId);
    }
  }

  /** The first waiting events of the invoice that belong to the stage, up to the limit. */
  #takeRun(invoiceId: string, stage: Stage, limit: number): OutgoingEvent[] {
    const waiting = this.#waiting.get(invoiceId) ?? [];
    const end = waiting.findIndex((outgoing) => outgoing.stage !== stage);
    return waiting.splice(0, Math.min(limit, end === -1 ? waiting.length : end));
  }
}
