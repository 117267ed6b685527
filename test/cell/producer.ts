import { setTimeout as sleep } from 'node:timers/promises';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { CellClient } from './cell-client.ts';
import type { CellAddress } from './cell-process.ts';
import { eventOf, type StagedEvent } from './sample-events.ts';

/** What a producer can vouch for when it has ended. */
export interface Acknowledged {
  /** Ids of the acknowledged events by invoice. */
  readonly byInvoice: ReadonlyMap<string, ReadonlySet<string>>;
  /** Distinct events acknowledged. */
  readonly events: number;
  /** Times an acknowledged event was POSTed once more on purpose and acknowledged again. */
  readonly repeats: number;
  /** POSTs whose reply never came: the cell may or may not have taken them. */
  readonly unanswered: number;
}

export interface ProducerOptions {
  /** The cell to send to; undefined while there is none. */
  readonly cell: () => CellAddress | undefined;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly connections: number;
  /** Longest pause of a connection between two events, ms; 0 for none. */
  readonly pauseMs: number;
}

/** Events in flight at the same time may be of one invoice. */
const invoicesAtOnce = 20;
/** Share of acknowledged events that are POSTed again on purpose. */
const repeatShare = 0.05;
const everyStatus = stages.flatMap((stage) => stageStatuses[stage].map((status) => ({ stage, status })));

/**
 * An upstream system that retries every event until the cell has acknowledged it: after a lost
 * reply it sends the same event again. Events of an invoice come in any order, some at the same
 * instant.
 */
export class Producer {
  readonly #options: ProducerOptions;
  readonly #connections: Promise<void>[];
  readonly #acknowledged = new Map<string, Set<string>>();
  /** Invoices that still get events, with the events each has left. */
  readonly #open: StagedEvent[][] = [];
  #client: { readonly of: CellAddress; readonly client: CellClient } | undefined;
  #invoices = 0;
  #events = 0;
  #repeats = 0;
  #unanswered = 0;
  #stopped = false;

  /** Starts to send. */
  constructor(options: ProducerOptions) {
    this.#options = options;
    this.#connections = Array.from({ length: options.connections }, () => this.#send());
  }

  /** Distinct events acknowledged so far. */
  get events(): number {
    return this.#events;
  }

  /**
   * Starts no further event; resolves when those in flight are acknowledged, so a cell must be
   * running.
   */
  async finish(): Promise<Acknowledged> {
    this.#stopped = true;
    await Promise.all(this.#connections);
    this.#client?.client.close();
    return {
      byInvoice: this.#acknowledged,
      events: this.#events,
      repeats: this.#repeats,
      unanswered: this.#unanswered,
    };
  }

  async #send(): Promise<void> {
    const { random, pauseMs } = this.#options;
    while (!this.#stopped) {
      const next = this.#next();
      await this.#untilAcknowledged(next);
      this.#note(next);
      if (random() < repeatShare) {
        await this.#untilAcknowledged(next);
        this.#repeats++;
      }
      if (pauseMs > 0) await sleep(random() * pauseMs);
    }
  }

  async #untilAcknowledged(event: StagedEvent): Promise<void> {
    for (;;) {
      const client = this.#connect();
      const reply = await client?.post(event).catch(() => 'lost' as const);
      if (reply === 'lost') this.#unanswered++;
      else if (reply?.status === 202) return;
      else if (reply && reply.status < 500 && reply.status !== 429)
        throw new Error(`POST /invoices/${event.stage} answered ${reply.status}: ${reply.body}`);
      await sleep(20);
    }
  }

  #connect(): CellClient | undefined {
    const cell = this.#options.cell();
    if (!cell) return undefined;
    if (this.#client?.of !== cell) {
      this.#client?.client.close();
      this.#client = { of: cell, client: new CellClient(cell) };
    }
    return this.#client.client;
  }

  #note({ event: { invoiceId, eventId } }: StagedEvent): void {
    const events = this.#acknowledged.get(invoiceId) ?? new Set();
    this.#acknowledged.set(invoiceId, events.add(eventId));
    this.#events++;
  }

  #next(): StagedEvent {
    while (this.#open.length < invoicesAtOnce) this.#open.push(this.#newInvoice());
    const at = this.#below(this.#open.length);
    const events = this.#open[at] ?? [];
    const [event] = events.splice(this.#below(events.length), 1);
    if (events.length === 0) this.#open.splice(at, 1);
    return event ?? this.#next();
  }

  #newInvoice(): StagedEvent[] {
    const invoiceId = `INV-${++this.#invoices}`;
    const amount = `${100 + this.#below(90_000)}.${10 + this.#below(90)}`;
    return Array.from({ length: 1 + this.#below(8) }, (_, index): StagedEvent => {
      const { stage, status } = everyStatus[this.#below(everyStatus.length)] ?? {
        stage: 'posting',
        status: 'paid',
      };
      return eventOf(stage, status, invoiceId, {
        eventId: `${invoiceId}-${index}`,
        minute: Math.floor(index / 2) * 10,
        amount,
        vendor: { id: `V-${this.#below(50)}` },
      });
    });
  }

  #below(limit: number): number {
    return Math.floor(this.#options.random() * limit);
  }
}
