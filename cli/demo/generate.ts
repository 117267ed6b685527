import TinyQueue from 'tinyqueue';
import { arrivals } from './arrivals.ts';
import { aroundTheClock, officeHours } from './calendar.ts';
import { drawCourse } from './course.ts';
import { type DemoEvent, eventsOf } from './invoice-events.ts';
import { type Sampling, sampling } from './sampling.ts';
import { ordinary, type Story } from './story.ts';
import { makeVendors } from './vendors.ts';

export interface DemoOptions {
  /** The same seed gives the same vendors; the same options give the same events. */
  readonly seed: number;
  /** Milliseconds since the epoch at which the first invoices arrive. */
  readonly startMs: number;
  /** On average. */
  readonly eventsPerSecond: number;
  /** How much faster than real life everything happens: at 1440 a day passes in a minute. */
  readonly timeScale: number;
  /**
   * `calendar`: invoices arrive and people work as in real life, most at month end and few at night;
   * their events take weeks to reach the rate. `steady`: an invoice arrives whenever there are fewer
   * events than the rate, which is then reached at once.
   */
  readonly arrival: 'calendar' | 'steady';
  /** What is unusual about the time; nothing unless given. */
  readonly story?: Story;
  /**
   * Events due until then come invoice by invoice, those after it in the order in which they are
   * due. With `calendar` only; milliseconds since the epoch.
   */
  readonly byInvoiceUntilMs?: number;
}

/** The average number of events per invoice, from the probabilities of its course. */
const eventsPerInvoice = 9.09;

/**
 * Realistic invoices without end, in the order in which to send their events.
 *
 * Events happen on a clock that runs `timeScale` times as fast from the start on, and are dated
 * when they happen. Dates on a document cannot be accelerated: an invoice's own date is moved back,
 * so that the invoice is as old when paid as it would be in real life, whatever the time scale.
 */
export function* generate(options: DemoOptions): Generator<DemoEvent, never> {
  const sample = sampling(`${options.seed}/${options.startMs}`);
  const arrive = invoicesOf(options, sample);
  yield* options.arrival === 'steady'
    ? steadily(options, arrive, sample)
    : byCalendar(options, arrive, sample);
  throw new Error('arrivals never end');
}

/** Gives the events of the next invoice, which arrives at a moment of the demo's clock. */
type Arrive = (at: number) => readonly DemoEvent[];

function invoicesOf(options: DemoOptions, sample: Sampling): Arrive {
  const vendors = makeVendors(sampling(`${options.seed}/vendors`));
  const calendar = options.arrival === 'calendar' ? officeHours : aroundTheClock;
  const circumstances = { calendar, story: options.story ?? ordinary };
  let count = 0;
  return (at) => {
    count += 1;
    const invoiceId = `INV-${options.seed}-${options.startMs.toString(36)}-${String(count).padStart(6, '0')}`;
    const course = drawCourse(at, sample.weighted(vendors), circumstances, sample);
    return eventsOf(invoiceId, course, (moment) => wall(moment, options), sample);
  };
}

/** Events that wait until they are due, the next first. */
function waiting(): TinyQueue<DemoEvent> {
  return new TinyQueue<DemoEvent>([], (a, b) => a.dueAtMs - b.dueAtMs);
}

/** Invoices arrive at their own times, however many events that makes. */
function* byCalendar(options: DemoOptions, arrive: Arrive, sample: Sampling): Generator<DemoEvent> {
  const { startMs, eventsPerSecond, timeScale, story = ordinary, byInvoiceUntilMs = startMs } = options;
  const pending = waiting();
  const perMs = eventsPerSecond / eventsPerInvoice / 1_000 / timeScale;
  for (const arrival of arrivals(startMs, perMs, story, sample)) {
    for (let next = pending.peek(); next && next.dueAtMs <= wall(arrival, options); next = pending.peek()) {
      yield next;
      pending.pop();
    }
    for (const event of arrive(arrival)) {
      if (event.dueAtMs <= byInvoiceUntilMs) yield event;
      else pending.push(event);
    }
  }
}

/**
 * Events are requested one after the other, at the rate and with random gaps. If no invoice has one
 * to give by then, a new invoice arrives.
 */
function* steadily(options: DemoOptions, arrive: Arrive, sample: Sampling): Generator<DemoEvent> {
  const { startMs, timeScale, eventsPerSecond } = options;
  const pending = waiting();
  for (let called = startMs; ; ) {
    called += sample.exponential(1_000 / eventsPerSecond);
    const arrival = startMs + (called - startMs) * timeScale;
    // Converting back and forth can shift the moment by a rounding error.
    const latest = Math.max(called, wall(arrival, options));
    let next = pending.peek();
    // Occasionally even the first event of an invoice comes late.
    for (; !next || next.dueAtMs > latest; next = pending.peek())
      for (const event of arrive(arrival)) pending.push(event);
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
