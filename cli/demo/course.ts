import { utc } from '../../functions/core/invoice/instant.ts';
import { dueDates } from '../../functions/core/invoice/payment-terms.ts';
import type { DocumentType } from '../../schemas/document-types.ts';
import { type Circumstances, CourseBuilder, type Step } from './course-builder.ts';
import { drawPayments } from './payments.ts';
import type { Sampling } from './sampling.ts';
import type { Vendor } from './vendor.ts';

/** An invoice and everything that will happen to it, in order of time. */
export interface Course {
  readonly vendor: Vendor;
  readonly documentType: DocumentType;
  /** Decimal text in the vendor's currency; negative for a credit note. */
  readonly amount: string;
  /** Milliseconds since the epoch. */
  readonly invoiceDateMs: number;
  /** Whether the systems that report on it say who acts. */
  readonly saysActors: boolean;
  readonly steps: readonly Step[];
}

/** Share of invoices of which nobody says who acts. */
const actorsUnknownShare = 0.05;
/** Up to this many euro rules approve by themselves. */
const automaticUpTo = 250;

const day = 86_400_000;

/**
 * Draws an invoice that arrives at the given time. Waiting times are log-normal, as in real
 * purchase-to-pay processes: most take hours, a few take weeks. A few per cent meet an exception,
 * and most of those are resolved later.
 */
export function drawCourse(
  receivedAt: number,
  vendor: Vendor,
  circumstances: Circumstances,
  sample: Sampling,
): Course {
  const { decimals, priceLevel } = vendor;
  const euros = Math.min(sample.logNormal(vendor.typicalAmount, 1.1) + 4, 5_000_000);
  const isCreditNote = sample.chance(vendor.creditNoteShare);
  const amount = ((isCreditNote ? -euros : euros) * priceLevel).toFixed(decimals);
  const invoiceDateMs = receivedAt - sample.logNormal(2 * day, 0.6);
  const course = new CourseBuilder(receivedAt, circumstances, sample);
  const reachesTheEnd =
    course.ingest() &&
    course.reconcile(vendor, amount) &&
    course.authorize((at) => euros < automaticUpTo || sample.chance(circumstances.story.automaticShare(at)));
  if (reachesTheEnd) course.post();
  if (reachesTheEnd && isCreditNote) course.net(amount);
  else if (reachesTheEnd) {
    const { at, discountPercent } = payday(vendor, invoiceDateMs, course.now, circumstances, sample);
    course.pay(at, (inTime) => drawPayments(amount, decimals, inTime ? discountPercent : undefined, sample));
  }
  const documentType = isCreditNote ? 'credit-note' : 'invoice';
  const saysActors = !sample.chance(actorsUnknownShare);
  return { vendor, documentType, amount, invoiceDateMs, saysActors, steps: course.steps };
}

/** Share of invoices paid as soon as they can be, although nobody gains from it. */
const earlyShare = 0.04;

/**
 * When the payment is meant to go out: in time for a discount that is wanted and within reach,
 * otherwise by the due date or, of some, after it.
 * @param ready from when on it can be paid, milliseconds since the epoch
 */
function payday(
  vendor: Vendor,
  invoiceDateMs: number,
  ready: number,
  { calendar }: Circumstances,
  sample: Sampling,
): { readonly at: number; readonly discountPercent?: string } {
  const invoiceDate = utc(invoiceDateMs).slice(0, 10);
  const { dueDate, discountDate, discountPercent } = dueDates({
    invoiceDate,
    paymentTerms: { code: vendor.terms },
  });
  if (discountDate && discountPercent && sample.chance(vendor.discountShare)) {
    const at = calendar.payBy(discountDate, sample);
    if (at >= ready) return { at, discountPercent };
  }
  const due = dueDate ?? invoiceDate;
  if (sample.chance(vendor.lateShare)) {
    const late = Date.parse(due) + day + sample.logNormal(vendor.latenessDays * day, 0.5);
    return { at: calendar.payFrom(Math.max(late, ready), sample) };
  }
  const at = calendar.payBy(due, sample);
  return { at: at < ready || sample.chance(earlyShare) ? calendar.payFrom(ready, sample) : at };
}
