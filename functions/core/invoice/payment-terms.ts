import { addDays, endOfMonth } from './dates.ts';
import type { InvoiceEvent } from './event.ts';
import { type CodeTerms, type DayCount, termsOfCode } from './terms-code.ts';

type PaymentTerms = NonNullable<InvoiceEvent['paymentTerms']>;

/** What an invoice's terms and dates amount to. A missing field was not agreed or is not known. */
export interface DueDates {
  /** `YYYY-MM-DD`. */
  readonly dueDate?: string;
  /** Last day on which the discount is granted; never after the due date. */
  readonly discountDate?: string;
  /** Decimal text, more than 0; present exactly when `discountDate` is. */
  readonly discountPercent?: string;
}

/** Where n days from an invoice's date end; the only place where the ways of counting differ. */
const dayCounts: Readonly<Record<DayCount, (invoiceDate: string, days: number) => string>> = {
  'from invoice date': addDays,
  'from month end': (invoiceDate, days) => addDays(endOfMonth(invoiceDate), days),
  'to month end': (invoiceDate, days) => endOfMonth(addDays(invoiceDate, days)),
};

/** The terms with the fields in the place of what the code says; the code still says how to count. */
function understand(terms: PaymentTerms): CodeTerms {
  const fromCode = terms.code === undefined ? undefined : termsOfCode(terms.code);
  const netDays = terms.netDays ?? fromCode?.netDays;
  const discountPercent = terms.discountPercent?.toString() ?? fromCode?.discountPercent;
  const discountDays = terms.discountDays ?? fromCode?.discountDays;
  return {
    dayCount: fromCode?.dayCount ?? 'from invoice date',
    ...(netDays !== undefined && { netDays }),
    ...(discountPercent !== undefined && { discountPercent }),
    ...(discountDays !== undefined && { discountDays }),
  };
}

/**
 * Due date and discount of an invoice. The code says how days are counted, for the discount as for
 * the due date (`terms-code.ts` has its grammar); a field of the terms takes precedence over the
 * code's number, and an explicit due date over both.
 *
 * A discount never ends after the due date: after `2/10 EOM`, due at month end, and before a due
 * date that is stated to be earlier, it ends on the due date (docs/adr/0023-discount-to-due-date.md).
 * An unknown code gives no date rather than a wrong one.
 */
export function dueDates(invoice: {
  readonly invoiceDate?: string | undefined;
  readonly dueDate?: string | undefined;
  readonly paymentTerms?: PaymentTerms | undefined;
}): DueDates {
  const { invoiceDate, dueDate, paymentTerms } = invoice;
  if (invoiceDate === undefined || paymentTerms === undefined)
    return dueDate === undefined ? {} : { dueDate };
  const { dayCount, netDays, discountDays, discountPercent } = understand(paymentTerms);
  const end = dayCounts[dayCount];
  const due = dueDate ?? (netDays === undefined ? undefined : end(invoiceDate, netDays));
  const discounted =
    discountDays !== undefined && discountPercent !== undefined && Number(discountPercent) > 0;
  return {
    ...(due !== undefined && { dueDate: due }),
    ...(discounted && { discountDate: earlier(end(invoiceDate, discountDays), due), discountPercent }),
  };
}

function earlier(date: string, other: string | undefined): string {
  return other !== undefined && other < date ? other : date;
}
