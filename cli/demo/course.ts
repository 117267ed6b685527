import { utc } from '../../functions/core/invoice/instant.ts';
import { dueDates } from '../../functions/core/invoice/payment-terms.ts';
import type { DocumentType } from '../../schemas/document-types.ts';
import type { Stage, StatusOf } from '../../schemas/stages.ts';
import { drawPayments } from './payments.ts';
import type { Sampling } from './sampling.ts';
import type { Vendor } from './vendors.ts';

/** One thing that happens to an invoice. */
export type Step = {
  readonly [S in Stage]: {
    readonly stage: S;
    readonly status: StatusOf<S>;
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly actor: 'human' | 'system';
    readonly attributes?: Readonly<Record<string, string>>;
    /** What a payment says it paid: decimal text. */
    readonly paidAmount?: string;
  };
}[Stage];

/** An invoice and everything that will happen to it, in order of time. */
export interface Course {
  readonly vendor: Vendor;
  readonly documentType: DocumentType;
  /** Decimal text in the vendor's currency; negative for a credit note. */
  readonly amount: string;
  /** Milliseconds since the epoch. */
  readonly invoiceDateMs: number;
  readonly steps: readonly Step[];
}

/** Share of documents that are credit notes. */
const creditNoteShare = 0.03;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Draws an invoice that arrives at the given time. Waiting times are log-normal, as in real
 * purchase-to-pay processes: most take hours, a few take weeks. A few per cent meet an exception,
 * and most of those are resolved later.
 */
export function drawCourse(receivedAt: number, vendor: Vendor, sample: Sampling): Course {
  const euros = Math.min(sample.logNormal(vendor.typicalAmount, 1.2) + 4, 5_000_000);
  const isCreditNote = sample.chance(creditNoteShare);
  const price = (isCreditNote ? -euros : euros) * vendor.priceLevel;
  const amount = price.toFixed(vendor.decimals);
  const invoiceDateMs = receivedAt - sample.logNormal(2 * day, 0.6);
  const course = new CourseBuilder(receivedAt, sample);
  const reachesTheEnd =
    course.ingest() &&
    course.reconcile(orderedAmount(price, vendor)) &&
    course.authorize(euros < 250 || sample.chance(0.3));
  if (reachesTheEnd) {
    const { at, discountPercent } = payday(vendor, invoiceDateMs, sample);
    course.pay(at, (inTime) =>
      drawPayments(amount, vendor.decimals, inTime ? discountPercent : undefined, sample),
    );
  }
  const documentType = isCreditNote ? 'credit-note' : 'invoice';
  return { vendor, documentType, amount, invoiceDateMs, steps: course.steps };
}

/** The amount on the purchase order, when it differs from the invoice by the given share. */
function orderedAmount(price: number, vendor: Vendor) {
  return (difference: number) => (price * (1 + difference)).toFixed(vendor.decimals);
}

/** When the payment is meant to go out: in time for the given discount, else around the due date. */
function payday(
  vendor: Vendor,
  invoiceDateMs: number,
  sample: Sampling,
): { readonly at: number; readonly discountPercent?: string } {
  const invoiceDate = utc(invoiceDateMs).slice(0, 10);
  const { dueDate, discountDate, discountPercent } = dueDates({
    invoiceDate,
    paymentTerms: { code: vendor.terms },
  });
  const officeHour = sample.between(8, 17) * hour;
  if (discountDate && discountPercent && sample.chance(0.7))
    return { at: Date.parse(discountDate) + officeHour - day, discountPercent };
  const lateness = Math.round(sample.normal(vendor.usualLatenessDays, 2)) * day;
  return { at: Date.parse(dueDate ?? invoiceDate) + officeHour + lateness };
}

/**
 * Takes an invoice through the stages; each stage returns whether the invoice goes on to the next.
 */
class CourseBuilder {
  readonly steps: Step[] = [];
  #now: number;
  readonly #sample: Sampling;

  constructor(receivedAt: number, sample: Sampling) {
    this.#now = receivedAt;
    this.#sample = sample;
  }

  ingest(): boolean {
    this.#add({ stage: 'ingestion', status: 'received', actor: 'system' });
    this.#wait(2 * hour, 1);
    if (this.#sample.chance(0.025)) {
      this.#add({ stage: 'ingestion', status: 'rejected', actor: 'human' });
      if (this.#sample.chance(0.3)) return false;
      this.#wait(2 * day, 0.7);
    }
    this.#add({ stage: 'ingestion', status: 'validated', actor: 'system' });
    return true;
  }

  reconcile(ordered: (difference: number) => string): boolean {
    let differs = this.#sample.chance(0.05);
    this.#wait(4 * hour, 1);
    this.#match(ordered(differs ? this.#sample.normal(0, 0.08) : 0), differs);
    while (differs) {
      this.#wait(3 * day, 0.7);
      differs = this.#sample.chance(0.15);
      this.#match(ordered(differs ? this.#sample.normal(0, 0.04) : 0), differs);
    }
    return true;
  }

  #match(purchaseOrderAmount: string, differs: boolean): void {
    const attributes = { purchaseOrderAmount };
    this.#add({ stage: 'reconciliation', status: 'matching', actor: 'system', attributes });
    this.#wait(differs ? 8 * hour : 90 * minute, 1.2);
    const status = differs ? 'mismatched' : 'matched';
    this.#add({ stage: 'reconciliation', status, actor: differs ? 'human' : 'system', attributes });
  }

  authorize(automatic: boolean): boolean {
    this.#wait(hour, 1);
    this.#add({ stage: 'authorization', status: 'pending', actor: 'system' });
    if (automatic) {
      this.#wait(5 * minute, 0.6);
      this.#approve('system', 'approval-rules');
      return true;
    }
    const approver = `approver-group-${Math.floor(this.#sample.between(1, 13))}`;
    this.#wait(26 * hour, 1);
    if (this.#sample.chance(0.02)) {
      this.#add({ stage: 'authorization', status: 'denied', actor: 'human', attributes: { approver } });
      if (this.#sample.chance(0.4)) return false;
      this.#wait(2 * day, 0.7);
      this.#add({ stage: 'authorization', status: 'pending', actor: 'human' });
      this.#wait(20 * hour, 0.8);
    }
    this.#approve('human', approver);
    return true;
  }

  #approve(actor: 'human' | 'system', approver: string): void {
    this.#add({ stage: 'authorization', status: 'approved', actor, attributes: { approver } });
  }

  /** @param paymentsOf what is paid, given whether the first payment goes out on the payday */
  pay(payday: number, paymentsOf: (inTime: boolean) => readonly (string | undefined)[]): void {
    this.#wait(3 * hour, 0.8);
    this.#add({ stage: 'posting', status: 'scheduled', actor: 'system' });
    this.#wait(6 * hour, 0.6);
    this.#add({ stage: 'posting', status: 'posted', actor: 'system' });
    this.#wait(2 * hour, 0.6);
    this.#now = Math.max(this.#now, payday);
    if (this.#sample.chance(0.012)) {
      this.#add({ stage: 'posting', status: 'failed', actor: 'system' });
      this.#wait(day, 0.7);
      this.#add({ stage: 'posting', status: 'scheduled', actor: 'human' });
      this.#wait(6 * hour, 0.6);
    }
    for (const [index, paidAmount] of paymentsOf(this.#now === payday).entries()) {
      if (index > 0) this.#wait(8 * day, 0.5);
      const said = paidAmount === undefined ? {} : { paidAmount };
      this.#add({ stage: 'posting', status: 'paid', actor: 'system', ...said });
    }
  }

  #wait(medianMs: number, sigma: number): void {
    this.#now += this.#sample.logNormal(medianMs, sigma);
  }

  #add(step: DistributiveOmit<Step, 'at'>): void {
    this.steps.push({ ...step, at: this.#now });
  }
}

/** `Omit` that distributes over a union, so that each stage keeps its own statuses. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
