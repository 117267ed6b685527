import { digestOf } from '../../functions/core/invoice/digest.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceEvent } from '../../schemas/event.ts';
import { type Stage, stageStatuses, stages } from '../../schemas/stages.ts';
import type { SimulatedCell } from './cell.ts';
import { apiKey } from './edge.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

/** What one request is to bring. */
interface Post {
  readonly atMs: number;
  readonly stage: Stage;
  readonly events: readonly InvoiceEvent[];
  /** Whether the API must refuse it. */
  readonly isInvalid: boolean;
  /** The producer asks once and never again, whatever it hears. */
  readonly givesUp: boolean;
}

/** Milliseconds a producer waits for an answer. */
const patienceMs = 40_000;
const hourMs = 3_600_000;

/** The key of an event's fact, within all invoices. */
export function keyOf(event: InvoiceEvent): string {
  const known = keys.get(event);
  if (known !== undefined) return known;
  const key = `${event.invoiceId} ${factKey({ event, digest: digestOf(event) })}`;
  keys.set(event, key);
  return key;
}

const keys = new WeakMap<InvoiceEvent, string>();

/** The systems that send events: each repeats a request until it is accepted or refused for good. */
export class Producers {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #loop: SimulatedLoop;
  readonly #trace: Trace;
  readonly #cell: SimulatedCell;
  readonly #posts: readonly Post[];
  #unfinished: number;
  /** Answers that the API must not give. */
  readonly wrongAnswers: string[] = [];
  /** Keys of events that were answered with a 202. */
  readonly accepted = new Set<string>();
  /** Every valid event that was ever sent, by key. */
  readonly sent = new Map<string, InvoiceEvent>();

  constructor(parts: {
    readonly random: Random;
    readonly faults: Faults;
    readonly loop: SimulatedLoop;
    readonly trace: Trace;
    readonly cell: SimulatedCell;
    /** How long events come, ms. */
    readonly forMs: number;
    /** When the first of them happened, ms since the epoch. */
    readonly startedAt: number;
  }) {
    this.#random = parts.random;
    this.#faults = parts.faults;
    this.#loop = parts.loop;
    this.#trace = parts.trace;
    this.#cell = parts.cell;
    this.#posts = planPosts(parts.random, parts.forMs, parts.startedAt);
    this.#unfinished = this.#posts.length;
  }

  /** The fact keys of what will be sent. */
  get eventKeys(): readonly string[] {
    return this.#posts.flatMap(({ events }) =>
      events.map((event) => factKey({ event, digest: digestOf(event) })),
    );
  }

  start(): void {
    for (const post of this.#posts)
      this.#loop.schedule('a producer has news', post.atMs, () => void this.#deliver(post));
  }

  /** Every request was answered, or given up. */
  get areDone(): boolean {
    return this.#unfinished === 0;
  }

  async #deliver(post: Post): Promise<void> {
    const { stage, events, isInvalid, givesUp } = post;
    if (!isInvalid) for (const event of events) this.sent.set(keyOf(event), event);
    for (;;) {
      const status = await this.#ask(post);
      this.#trace.add(this.#loop.elapsed, `POST ${stage} ${events.map(keyOf).join()}: ${status}`);
      if (status === (isInvalid ? 202 : 400))
        this.wrongAnswers.push(`${isInvalid ? 'an invalid' : 'a valid'} event was answered ${status}`);
      if (status === 202) for (const event of events) this.accepted.add(keyOf(event));
      if (status === 202 || status === 400 || givesUp) break;
      await this.#loop.pause('a producer waits', this.#random.spread(200, 60_000));
    }
    this.#unfinished--;
  }

  /** The status, as far as the producer learns it. */
  async #ask({ stage, events }: Post): Promise<number | 'no answer'> {
    const { promise, resolve } = Promise.withResolvers<number | 'no answer'>();
    const [only] = events;
    const body = events.length === 1 ? only : { events };
    this.#cell
      .handle({
        ...{ method: 'POST', path: `/invoices/${stage}`, query: '', sourceIp: '127.0.0.1' },
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      })
      .then(
        (status) => resolve(this.#faults.strikes('replyIsLost') ? 'no answer' : status),
        () => resolve('no answer'),
      );
    const callOff = this.#loop.schedule('a producer is out of patience', patienceMs, () =>
      resolve('no answer'),
    );
    const answer = await promise;
    callOff();
    return answer;
  }
}

/** Few ids, times and values, so that repeats, conflicts and events of the same instant are common. */
function planPosts(random: Random, forMs: number, startedAt: number): Post[] {
  const invoices = Array.from({ length: random.int(1, 4) }, (_, index) => `INV-${index + 1}`);
  const events = Array.from({ length: random.int(5, 24) }, (_, number) =>
    anyEvent(random, random.pick(invoices), number, startedAt),
  );
  const repeats = events.filter(() => random.chance(0.15));
  return random.shuffle([...events, ...repeats]).map(({ stage, event }): Post => {
    const isInvalid = random.chance(0.02);
    const post = { atMs: random.int(0, forMs), stage, givesUp: random.chance(0.1) };
    if (isInvalid) return { ...post, isInvalid, events: [{ ...event, eventId: '' }] };
    const company = random.chance(0.2) ? events.filter((other) => other.stage === stage).slice(0, 3) : [];
    const together = [event, ...company.map((other) => other.event)];
    return { ...post, isInvalid, events: [...new Set(together)] };
  });
}

function anyEvent(random: Random, invoiceId: string, number: number, startedAt: number) {
  const stage = random.pick(stages);
  const status = random.pick<InvoiceEvent['status']>(stageStatuses[stage]);
  const event: InvoiceEvent = {
    // A number that came before is a repeat with other content: a conflict.
    eventId: `evt-${random.chance(0.1) ? random.int(0, number) : number}`,
    invoiceId,
    status,
    occurredAt: new Date(startedAt + random.int(-5, 2) * hourMs).toISOString(),
    amount: random.pick(['100.00', '250.5', '-3']),
    currency: random.pick(['EUR', 'USD']),
    vendor: { id: 'V-1' },
    ...(status === 'paid' && random.chance(0.5) && { paidAmount: random.pick(['98', '2']) }),
    ...(random.chance(0.4) && { paymentTerms: { code: 'NET30' }, invoiceDate: '2026-02-27' }),
    ...(random.chance(0.3) && { source: { actor: random.pick(['human', 'system'] as const) } }),
    ...(random.chance(0.2) && { attributes: { purchaseOrderAmount: '90.00' } }),
  };
  return { stage, event };
}
