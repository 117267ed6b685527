/** A step of an invoice's way: the stage it is POSTed to and the status it reports. */
type Step = readonly [stage: string, status: string];

/** Steps per invoice: as many as there are bits in the byte that records which were acknowledged. */
export const stepsPerInvoice = 8;

/** The ways invoices take: mostly smooth, some with an exception that is put right. */
const smooth: readonly Step[] = [
  ['ingestion', 'received'],
  ['ingestion', 'validated'],
  ['reconciliation', 'matching'],
  ['reconciliation', 'matched'],
  ['authorization', 'pending'],
  ['authorization', 'approved'],
  ['posting', 'scheduled'],
  ['posting', 'paid'],
];
const mismatched: readonly Step[] = [
  ...smooth.slice(0, 3),
  ['reconciliation', 'mismatched'],
  ['reconciliation', 'matched'],
  ['authorization', 'approved'],
  ['posting', 'posted'],
  ['posting', 'paid'],
];
const failed: readonly Step[] = [
  ['ingestion', 'received'],
  ['ingestion', 'rejected'],
  ['ingestion', 'validated'],
  ['reconciliation', 'matched'],
  ['authorization', 'pending'],
  ['authorization', 'approved'],
  ['posting', 'failed'],
  ['posting', 'paid'],
];
const ways = [...Array.from({ length: 10 }, () => smooth), mismatched, failed];

const vendors = Array.from({ length: 200 }, (_, at) => ({
  id: `V-${10_000 + at}`,
  name: `Vendor ${at} Supplies Ltd`,
  country: ['DE', 'FR', 'NL', 'US', 'GB'][at % 5],
}));
const currencies = ['EUR', 'EUR', 'EUR', 'USD', 'GBP'];
const terms = ['NET30', '2/10 NET30', 'NET45', 'EOM'];
const dayMs = 86_400_000;

/** One event, ready to send. */
export interface BenchEvent {
  /** Number of its invoice within the run. */
  readonly invoice: number;
  readonly step: number;
  readonly invoiceId: string;
  readonly eventId: string;
  /** The event itself: ASCII JSON. */
  readonly body: string;
}

/** The ids of one run's invoices and events: everything about them follows from their numbers. */
export class Run {
  readonly #name: string;
  readonly #startedAt: number;
  readonly #dayMs: number;

  /**
   * @param name makes ids different from run to run
   * @param now ms since the epoch; events happened within the 40 days before
   * @param paceMs how long a day of these takes, ms
   */
  constructor(name: string, now: number, paceMs = dayMs) {
    this.#name = name;
    this.#startedAt = now - 40 * paceMs;
    this.#dayMs = paceMs;
  }

  invoiceId(invoice: number): string {
    return `${this.#name}-${invoice}`;
  }

  eventId(invoice: number, step: number): string {
    return `${this.#name}-${invoice}-${step}`;
  }

  /** @param firstStep where the invoice is met: the events before it are never sent */
  invoice(number: number, firstStep = 0): Invoice {
    return new Invoice(this, number, { startedAt: this.#startedAt, dayMs: this.#dayMs }, firstStep);
  }
}

/** When invoices were received, from when on, and how long their days take, ms. */
interface Calendar {
  readonly startedAt: number;
  readonly dayMs: number;
}

/** One invoice on its way. What its events have in common is written once, so that an event costs little. */
export class Invoice {
  readonly number: number;
  readonly #run: Run;
  readonly #way: readonly Step[];
  readonly #receivedAt: number;
  readonly #dayMs: number;
  readonly #common: string;
  #step: number;

  constructor(run: Run, number: number, { startedAt, dayMs }: Calendar, firstStep: number) {
    this.#step = firstStep;
    this.#dayMs = dayMs;
    const hash = Math.imul(number + 1, 2654435761) >>> 0;
    this.number = number;
    this.#run = run;
    this.#way = ways[hash % ways.length] ?? smooth;
    this.#receivedAt = startedAt + (hash % (7 * dayMs));
    const invoiceId = run.invoiceId(number);
    this.#common = JSON.stringify({
      invoiceId,
      amount: `${20 + (hash % 60_000)}.${String(hash % 100).padStart(2, '0')}`,
      currency: currencies[hash % currencies.length],
      vendor: vendors[hash % vendors.length],
      paymentTerms: { code: terms[hash % terms.length] },
      invoiceDate: new Date(this.#receivedAt - dayMs).toISOString().slice(0, 10),
      source: { system: 'erp-finance', actor: hash % 4 === 0 ? 'human' : 'system', correlationId: invoiceId },
      attributes: { purchaseOrder: `PO-${hash % 1_000_000}`, costCentre: `CC-${hash % 400}` },
    }).slice(1);
  }

  /** Whether every event of the invoice has been taken. */
  get finished(): boolean {
    return this.#step === stepsPerInvoice;
  }

  /** Where the next event is POSTed to; empty when the invoice is finished. */
  get nextStage(): string {
    return this.#way[this.#step]?.[0] ?? '';
  }

  /** The invoice's next event. */
  next(): BenchEvent {
    const step = this.#step++;
    const status = this.#way[step]?.[1] ?? '';
    const eventId = this.#run.eventId(this.number, step);
    const occurredAt = new Date(this.#receivedAt + step * 3.5 * this.#dayMs).toISOString();
    const body = `{"eventId":"${eventId}","status":"${status}","occurredAt":"${occurredAt}",${this.#common}`;
    return { invoice: this.number, step, invoiceId: this.#run.invoiceId(this.number), eventId, body };
  }
}
