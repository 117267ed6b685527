import TinyQueue from 'tinyqueue';
import type { InvoiceEvent } from '../../functions/core/invoice/event.ts';
import { utc } from '../../functions/core/invoice/instant.ts';
import type { Stage } from '../../schemas/stages.ts';
import { arrivals } from './arrivals.ts';
import { type Course, drawCourse, type Step } from './course.ts';
import { type Sampling, sampling } from './sampling.ts';
import { makeVendors } from './vendors.ts';

/** One event of the demo, and when to send it. */
export interface DemoEvent {
  /** Milliseconds since the epoch; never before the event's `occurredAt`. */
  readonly dueAtMs: number;
  readonly stage: Stage;
  readonly event: InvoiceEvent;
}

export interface DemoOptions {
  /** The same seed gives the same vendors; the same seed and start give the same events. */
  readonly seed: number;
  /** Milliseconds since the epoch at which the first invoices arrive. */
  readonly startMs: number;
  /** On average. */
  readonly eventsPerSecond: number;
  /** How much faster than real life everything happens: at 1440 a day passes in a minute. */
  readonly timeScale: number;
  /**
   * `calendar`: invoices arrive as in real life, more of them at month end and few at night; their
   * events take weeks to reach the rate. `steady`: an invoice arrives whenever there are fewer
   * events than the rate, which is then reached at once.
   */
  readonly arrival: 'calendar' | 'steady';
}

/** The average number of events per invoice, from the probabilities of its course. */
const eventsPerInvoice = 9.09;
/** Share of events that reach the API late, and so out of order, and of those sent twice. */
const lateShare = 0.02;
const repeatedShare = 0.004;
const hour = 3_600_000;

/**
 * Realistic invoices without end, in the order in which to send their events.
 *
 * Events happen on a clock that runs `timeScale` times as fast from the start on, and are dated
 * when they happen. Dates on a document cannot be accelerated: an invoice's own date is moved back,
 * so that the invoice is as old when paid as it would be in real life, whatever the time scale.
 */
export function* generate(options: DemoOptions): Generator<DemoEvent, never> {
  const vendors = makeVendors(sampling(`${options.seed}/vendors`));
  const sample = sampling(`${options.seed}/${options.startMs}`);
  const pending = new TinyQueue<DemoEvent>([], (a, b) => a.dueAtMs - b.dueAtMs);
  let count = 0;
  const arrive = (arrival: number): void => {
    count += 1;
    const invoiceId = `INV-${options.seed}-${options.startMs.toString(36)}-${String(count).padStart(6, '0')}`;
    const course = drawCourse(arrival, sample.weighted(vendors), sample);
    for (const event of eventsOf(invoiceId, course, options, sample)) pending.push(event);
  };
  yield* options.arrival === 'steady'
    ? steadily(options, pending, arrive, sample)
    : byCalendar(options, pending, arrive, sample);
  throw new Error('arrivals never end');
}

/** Invoices arrive at their own times, however many events that makes. */
function* byCalendar(
  options: DemoOptions,
  pending: TinyQueue<DemoEvent>,
  arrive: (at: number) => void,
  sample: Sampling,
): Generator<DemoEvent> {
  const perMs = options.eventsPerSecond / eventsPerInvoice / 1_000 / options.timeScale;
  for (const arrival of arrivals(options.startMs, perMs, sample)) {
    for (let next = pending.peek(); next && next.dueAtMs <= wall(arrival, options); next = pending.peek()) {
      yield next;
      pending.pop();
    }
    arrive(arrival);
  }
}

/**
 * Events are requested one after the other, at the rate and with random gaps. If no invoice has one
 * to give by then, a new invoice arrives.
 */
function* steadily(
  options: DemoOptions,
  pending: TinyQueue<DemoEvent>,
  arrive: (at: number) => void,
  sample: Sampling,
): Generator<DemoEvent> {
  const { startMs, timeScale, eventsPerSecond } = options;
  for (let called = startMs; ; ) {
    called += sample.exponential(1_000 / eventsPerSecond);
    const arrival = startMs + (called - startMs) * timeScale;
    // Converting back and forth can shift the moment by a rounding error.
    const latest = Math.max(called, wall(arrival, options));
    let next = pending.peek();
    // Occasionally even the first event of an invoice comes late.
    for (; !next || next.dueAtMs > latest; next = pending.peek()) arrive(arrival);
    pending.pop();
    yield next;
    // Events may come in a surge, which must not cause a long silence afterwards.
    called = Math.min(called, next.dueAtMs + maxAheadMs);
  }
}

/** How far the requests may be ahead of the events, in ms. */
const maxAheadMs = 10_000;

/** The time on the wall clock when the accelerated clock shows `at`. */
function wall(at: number, { startMs, timeScale }: DemoOptions): number {
  return startMs + (at - startMs) / timeScale;
}

/** The invoice's events, a few of them late or sent twice. */
function* eventsOf(
  invoiceId: string,
  course: Course,
  options: DemoOptions,
  sample: Sampling,
): Generator<DemoEvent> {
  const end = course.steps.at(-1)?.at ?? options.startMs;
  const invoiceDate = utc(course.invoiceDateMs + wall(end, options) - end).slice(0, 10);
  for (const [index, step] of course.steps.entries()) {
    const eventId = `${invoiceId}-${String(index + 1).padStart(2, '0')}`;
    const event = toEvent(eventId, invoiceId, course, step, invoiceDate, wall(step.at, options));
    const late = sample.chance(lateShare) ? sample.logNormal(5 * hour, 1) : 0;
    yield { dueAtMs: wall(step.at + late, options), stage: step.stage, event };
    if (sample.chance(repeatedShare)) {
      const again = step.at + late + sample.logNormal(hour / 2, 1);
      yield { dueAtMs: wall(again, options), stage: step.stage, event };
    }
  }
}

const systems: Readonly<Record<Stage, string>> = {
  ingestion: 'invoice-scanning',
  reconciliation: 'procurement',
  authorization: 'approval-workflow',
  posting: 'erp',
};

function toEvent(
  eventId: string,
  invoiceId: string,
  { vendor, documentType, amount }: Course,
  step: Step,
  invoiceDate: string,
  occurredAtMs: number,
): InvoiceEvent {
  return {
    eventId,
    invoiceId,
    status: step.status,
    occurredAt: utc(occurredAtMs),
    documentType,
    amount,
    ...(step.paidAmount !== undefined && { paidAmount: step.paidAmount }),
    currency: vendor.currency,
    vendor: { id: vendor.id, name: vendor.name, country: vendor.country },
    paymentTerms: { code: vendor.terms },
    invoiceDate,
    source: { system: systems[step.stage], actor: step.actor, correlationId: invoiceId },
    ...(step.attributes && { attributes: step.attributes }),
  };
}
