import type { DocumentType } from '../../../schemas/document-types.ts';
import { isTerminal } from './lifecycle.ts';
import { add, compare, type Money, percentOf, subtract } from './money.ts';
import { type TimelineEntry, writtenInstant } from './order.ts';
import type { DueDates } from './payment-terms.ts';

/** What an invoice's payments come to. Amounts are decimal text in the currency of its latest event. */
export interface Settlement {
  /** The event since which the invoice has been settled, if it is. */
  readonly since?: TimelineEntry;
  /** Position of the last event after which it was settled; -1 if it never was. */
  readonly lastSettled: number;
  /** Sum of what payments say they paid; missing while none says. */
  readonly paidAmount?: string;
  /** "0" once settled; otherwise the amount less what was paid. */
  readonly openAmount: string;
  /** What was paid beyond the amount; of the amount's sign. */
  readonly overpaidAmount?: string;
  /** What a discount left unpaid; only of invoices settled by payments that say what they paid. */
  readonly shortPaidAmount?: string;
}

/** The payments that stand at some point of an invoice's timeline. */
interface Payments {
  /** Those that say what they paid, at most one per event id. */
  readonly stated: readonly TimelineEntry[];
  /** The first that does not say, and so paid whatever was open. */
  readonly whole?: TimelineEntry;
}

const noPayments: Payments = { stated: [] };

/**
 * The payments that stand after another event of posting, in the order of the timeline:
 *
 * - A payment that says what it paid stands until a `failed` right after it takes it back; a
 *   `failed` after anything else is an attempt that paid nothing. Of two contents under one event
 *   id the later counts.
 * - A payment that does not say stands until any other status of posting.
 */
function after(payments: Payments, previous: TimelineEntry | undefined, entry: TimelineEntry): Payments {
  const { stage, event } = entry.fact;
  if (!isTerminal(stage, event.status)) {
    if (payments.stated.length === 0) return noPayments;
    const takenBack = event.status === 'failed' ? previous : undefined;
    return { stated: payments.stated.filter((payment) => payment !== takenBack) };
  }
  if (event.paidAmount === undefined) return { ...payments, whole: payments.whole ?? entry };
  const others = payments.stated.filter(({ fact }) => fact.event.eventId !== event.eventId);
  return { ...payments, stated: [...others, entry] };
}

/** The day of a payment in the producer's own time zone. */
export function paymentDay(entry: TimelineEntry): string {
  return writtenInstant(entry).slice(0, 10);
}

/**
 * The exact sum of the payments in a currency. Those in another one are left out: what they settle
 * is unknown without a rate, and the invoice shows as open until somebody looks.
 */
function sumOf(payments: readonly TimelineEntry[], currency: string): Money {
  return payments.reduce(
    (sum: Money, { fact: { event } }) =>
      event.currency === currency && event.paidAmount !== undefined
        ? add(sum, { amount: event.paidAmount, currency })
        : sum,
    { amount: '0', currency },
  );
}

/** What is left of the amount, as a positive number also for a credit note; negative when overpaid. */
function restOf(amount: Money, paid: Money): Money {
  return isNegative(amount.amount) ? subtract(paid, amount) : subtract(amount, paid);
}

function isNegative(amount: string): boolean {
  return amount.startsWith('-') && /[1-9]/.test(amount);
}

/** One in the last decimal place that any of the texts has. */
function lastPlace(...texts: readonly string[]): string {
  const places = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`;
}

/**
 * Whether payments that say what they paid settle the amount: they reach it, or those made by the
 * discount date reach it less the discount. The discount may be rounded up to the last place in
 * which amount and payments are written, because nobody pays fractions of a cent.
 */
function settles(
  payments: readonly TimelineEntry[],
  amount: Money,
  { discountDate, discountPercent }: DueDates,
): boolean {
  if (payments.length === 0) return false;
  const { currency } = amount;
  const nothing = { amount: '0', currency };
  if (compare(restOf(amount, sumOf(payments, currency)), nothing) <= 0) return true;
  if (discountDate === undefined || discountPercent === undefined) return false;
  const inTime = payments.filter((payment) => paymentDay(payment) <= discountDate);
  if (inTime.length === 0) return false;
  const discount = percentOf(discountPercent, { amount: amount.amount.replace('-', ''), currency });
  const excess = subtract(restOf(amount, sumOf(inTime, currency)), discount);
  const tolerated = lastPlace(amount.amount, ...inTime.map(({ fact }) => fact.event.paidAmount ?? ''));
  return compare(excess, { amount: tolerated, currency }) < 0;
}

/**
 * What the payments of an invoice come to, judged by the amount and currency of its latest event.
 * Payments that do not say what they paid settle it by themselves.
 * @param entries its timeline, at least one entry
 */
export function settlementOf(entries: readonly TimelineEntry[], agreed: DueDates): Settlement {
  const latest = entries.at(-1);
  if (!latest) throw new RangeError('An invoice without a fact has no settlement');
  const { amount, currency } = latest.fact.event;
  const invoiced: Money = { amount, currency };
  let payments = noPayments;
  let previous: TimelineEntry | undefined;
  let since: TimelineEntry | undefined;
  let lastSettled = -1;
  for (const [position, entry] of entries.entries()) {
    if (entry.fact.stage === 'posting') {
      payments = after(payments, previous, entry);
      previous = entry;
      const settled = payments.whole !== undefined || settles(payments.stated, invoiced, agreed);
      since = settled ? (since ?? entry) : undefined;
    }
    if (since) lastSettled = position;
  }
  return {
    ...(since && { since }),
    lastSettled,
    ...balanceOf(payments, invoiced, since !== undefined),
  };
}

function balanceOf({ stated, whole }: Payments, amount: Money, settled: boolean) {
  const openAmount = settled ? '0' : amount.amount;
  if (stated.length === 0) return { openAmount };
  const paid = sumOf(stated, amount.currency);
  const rest = compare(restOf(amount, paid), { amount: '0', currency: amount.currency });
  const difference = subtract(amount, paid).amount;
  if (rest < 0)
    return { paidAmount: paid.amount, openAmount: '0', overpaidAmount: subtract(paid, amount).amount };
  if (!settled) return { paidAmount: paid.amount, openAmount: difference };
  const discounted = rest > 0 && !whole;
  return { paidAmount: paid.amount, openAmount, ...(discounted && { shortPaidAmount: difference }) };
}

/**
 * What the payments of a timeline that stand and say what they paid in a currency come to; decimal
 * text, undefined when none says.
 */
export function statedSum(entries: readonly TimelineEntry[], currency: string): string | undefined {
  if (entries.every(({ fact }) => fact.event.paidAmount === undefined)) return undefined;
  let payments = noPayments;
  let previous: TimelineEntry | undefined;
  for (const entry of entries) {
    if (entry.fact.stage !== 'posting') continue;
    payments = after(payments, previous, entry);
    previous = entry;
  }
  return payments.stated.length === 0 ? undefined : sumOf(payments.stated, currency).amount;
}

/** What an event of posting changed of the sum that payments say they paid. */
export interface PaymentChange {
  readonly entry: TimelineEntry;
  /** Decimal text; negative where a payment was taken back. */
  readonly amount: string;
}

/**
 * What the events in a currency changed of what `statedSum` gives in it, event by event; those that say
 * what they paid, though it be nothing, and those that changed it otherwise.
 */
export function paymentChanges(
  entries: readonly TimelineEntry[],
  currency: string,
): readonly PaymentChange[] {
  if (entries.every(({ fact }) => fact.event.paidAmount === undefined)) return [];
  const changes: PaymentChange[] = [];
  let payments = noPayments;
  let previous: TimelineEntry | undefined;
  for (const entry of entries) {
    const { stage, event } = entry.fact;
    if (stage !== 'posting') continue;
    const before = sumOf(payments.stated, currency);
    payments = after(payments, previous, entry);
    previous = entry;
    if (event.currency !== currency) continue;
    const { amount } = subtract(sumOf(payments.stated, currency), before);
    if (event.paidAmount !== undefined || compare({ amount, currency }, { amount: '0', currency }) !== 0)
      changes.push({ entry, amount });
  }
  return changes;
}

/**
 * Whether the invoice is a credit note, which nets in money and is left out of counts and rates: as
 * the latest event that states the type of the document says, otherwise by the sign of its amount.
 * @param entries its timeline, at least one entry
 */
export function documentTypeOf(entries: readonly TimelineEntry[]): DocumentType {
  const stated = entries.findLast(statesDocumentType)?.fact.event.documentType;
  return stated ?? (isNegative(entries.at(-1)?.fact.event.amount ?? '0') ? 'credit-note' : 'invoice');
}

/** Whether the event says what the document is. */
export function statesDocumentType({ fact }: TimelineEntry): boolean {
  return fact.event.documentType !== undefined;
}
