import type { InvoiceEvent } from '../../functions/core/invoice/event.ts';
import { utc } from '../../functions/core/invoice/instant.ts';
import { dueDates } from '../../functions/core/invoice/payment-terms.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { Course } from './course.ts';
import type { Step } from './course-builder.ts';
import type { Sampling } from './sampling.ts';

/** One event of the demo, and when to send it. */
export interface DemoEvent {
  /** Milliseconds since the epoch; never before the event's `occurredAt`. */
  readonly dueAtMs: number;
  readonly stage: Stage;
  readonly event: InvoiceEvent;
}

/** Share of events that reach the API late, and so out of order, and of those sent twice. */
const lateShare = 0.02;
const repeatedShare = 0.004;
const hour = 3_600_000;

/**
 * The events of an invoice's course in the order in which they are due, a few of them late or twice.
 * @param wall the time on the wall clock when the clock of the course shows a moment
 */
export function eventsOf(
  invoiceId: string,
  course: Course,
  wall: (at: number) => number,
  sample: Sampling,
): readonly DemoEvent[] {
  const end = course.steps.at(-1)?.at ?? course.invoiceDateMs;
  const document = documentOf(invoiceId, course, wall(end) - end);
  const events = course.steps.flatMap((step, index): DemoEvent[] => {
    const { stage } = step;
    const eventId = `${invoiceId}-${String(index + 1).padStart(2, '0')}`;
    const event = toEvent(eventId, step, document, wall(step.at), course.saysActors);
    const late = sample.chance(lateShare) ? sample.logNormal(5 * hour, 1) : 0;
    const sent = { dueAtMs: wall(step.at + late), stage, event };
    if (!sample.chance(repeatedShare)) return [sent];
    return [sent, { ...sent, dueAtMs: wall(step.at + late + sample.logNormal(hour / 2, 1)) }];
  });
  return events.sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** What every event of an invoice says of it. */
type Document = Omit<InvoiceEvent, 'eventId' | 'status' | 'occurredAt' | 'paidAmount' | 'attributes'>;

/** @param shiftMs how far the dates on the document are moved */
function documentOf(
  invoiceId: string,
  { vendor, documentType, amount, invoiceDateMs }: Course,
  shiftMs: number,
): Document {
  const invoiceDate = utc(invoiceDateMs + shiftMs).slice(0, 10);
  const paymentTerms = { code: vendor.terms };
  const { dueDate } = dueDates({ invoiceDate, paymentTerms });
  return {
    invoiceId,
    documentType,
    amount,
    currency: vendor.currency,
    vendor: { id: vendor.id, name: vendor.name, country: vendor.country },
    paymentTerms,
    invoiceDate,
    ...(vendor.statesDueDate && dueDate !== undefined && { dueDate }),
  };
}

const systems: Readonly<Record<Stage, string>> = {
  ingestion: 'invoice-scanning',
  reconciliation: 'procurement',
  authorization: 'approval-workflow',
  posting: 'erp',
};

function toEvent(
  eventId: string,
  { stage, status, actor, paidAmount, attributes }: Step,
  document: Document,
  occurredAtMs: number,
  saysActors: boolean,
): InvoiceEvent {
  return {
    eventId,
    ...document,
    status,
    occurredAt: utc(occurredAtMs),
    ...(paidAmount !== undefined && { paidAmount }),
    source: { system: systems[stage], ...(saysActors && { actor }), correlationId: document.invoiceId },
    ...(attributes && { attributes }),
  };
}
