import type { TimelineEntry } from './order.ts';
import { type DueDates, dueDates } from './payment-terms.ts';

/** The fields of an event that say when the invoice is due. */
const fields = ['invoiceDate', 'dueDate', 'paymentTerms'] as const;

/** Whether the event says anything about when the invoice is due. */
export function saysWhenDue({ fact }: TimelineEntry): boolean {
  return fields.some((field) => fact.event[field] !== undefined);
}

/**
 * When the invoice is due, according to its events so far: each field as in the latest event that
 * has it.
 */
export function agreedDates(
  entries: readonly TimelineEntry[],
): DueDates & { readonly invoiceDate?: string | undefined } {
  const latest = <F extends (typeof fields)[number]>(field: F) =>
    entries.findLast(({ fact }) => fact.event[field] !== undefined)?.fact.event[field];
  const invoiceDate = latest('invoiceDate');
  return {
    ...dueDates({ invoiceDate, dueDate: latest('dueDate'), paymentTerms: latest('paymentTerms') }),
    invoiceDate,
  };
}
