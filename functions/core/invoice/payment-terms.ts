import { addDays, endOfMonth } from './dates.ts';
import type { InvoiceEvent } from './event.ts';

type PaymentTerms = NonNullable<InvoiceEvent['paymentTerms']>;

/** Payment terms, parsed. */
interface Terms {
  /**
   * Days until due, counted from the invoice date or, with `endOfMonth`, from the end of its month.
   */
  readonly netDays?: number;
  readonly endOfMonth: boolean;
  /** Decimal text. */
  readonly discountPercent?: string;
  /** Counted from the invoice date. */
  readonly discountDays?: number;
}

/** What an invoice's terms and dates amount to. A missing field was not agreed or is not known. */
export interface DueDates {
  /** `YYYY-MM-DD`. */
  readonly dueDate?: string;
  /** Last day on which the discount is granted. */
  readonly discountDate?: string;
  /** Decimal text, more than 0; present exactly when `discountDate` is. */
  readonly discountPercent?: string;
}

const discount = String.raw`(?:(?<percent>\d{1,2}(?:\.\d{1,4})?)\s?%?\s?/\s?(?<days>\d{1,3}))`;
const net = String.raw`(?:NET|N)\s?[-/]?\s?(?<net>\d{1,3})(?:\s?D(?:AYS?)?)?`;
const endOfMonthForms = [
  String.raw`(?:(?:NET|N)\s?[-/]?\s?)?(?<before>\d{1,3})\s?(?:D(?:AYS?)?\s)?EOM`,
  String.raw`EOM(?:\s?\+?\s?(?<after>\d{1,3}))?`,
].join('|');
const onReceipt = '(?<receipt>DUE (?:UP)?ON RECEIPT|IMMEDIATE|COD)';
const codePattern = new RegExp(
  `^(?:${discount}(?:\\s?,?\\s?|$))?(?:${endOfMonthForms}|${net}|${onReceipt})?$`,
);

/**
 * Reads a terms code: `NET30`, `n/30`, `2/10 NET30`, `2/10, n/30`, `EOM`, `10 EOM`, `NET10 EOM`,
 * `EOM+10`, `DUE ON RECEIPT`; upper or lower case.
 * @returns undefined for an unknown code
 */
function readCode(code: string): Terms | undefined {
  const parts = codePattern.exec(code.trim().toUpperCase().replaceAll(/\s+/g, ' '))?.groups;
  if (!parts || code.trim() === '') return undefined;
  const endOfMonth = code.toUpperCase().includes('EOM');
  const netText = parts.net ?? parts.before ?? parts.after ?? (endOfMonth || parts.receipt ? '0' : undefined);
  return {
    endOfMonth,
    ...(netText !== undefined && { netDays: Number(netText) }),
    ...(parts.percent !== undefined && { discountPercent: parts.percent }),
    ...(parts.days !== undefined && { discountDays: Number(parts.days) }),
  };
}

/**
 * Codes read so far. A company has a few dozen; the limit is for a producer that keeps inventing
 * new ones.
 */
const knownCodes = new Map<string, Terms | undefined>();
const maxKnownCodes = 1_000;

function termsOfCode(code: string): Terms | undefined {
  if (knownCodes.has(code)) return knownCodes.get(code);
  if (knownCodes.size >= maxKnownCodes) knownCodes.clear();
  const terms = readCode(code);
  knownCodes.set(code, terms);
  return terms;
}

function understand(terms: PaymentTerms): Terms {
  const fromCode = terms.code === undefined ? undefined : termsOfCode(terms.code);
  const netDays = terms.netDays ?? fromCode?.netDays;
  const discountPercent = terms.discountPercent?.toString() ?? fromCode?.discountPercent;
  const discountDays = terms.discountDays ?? fromCode?.discountDays;
  return {
    endOfMonth: fromCode?.endOfMonth ?? false,
    ...(netDays !== undefined && { netDays }),
    ...(discountPercent !== undefined && { discountPercent }),
    ...(discountDays !== undefined && { discountDays }),
  };
}

/**
 * Due date and discount of an invoice. NET n is the invoice date + n days; EOM the end of the
 * invoice's month, n EOM that + n days; n/d a discount of n per cent until d days after the invoice
 * date. A field of the terms takes precedence over their code, and an explicit due date over both.
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
  const terms = understand(paymentTerms);
  const due = dueDate ?? netDate(invoiceDate, terms);
  const { discountPercent, discountDays } = terms;
  const discounted =
    discountDays !== undefined && discountPercent !== undefined && Number(discountPercent) > 0;
  return {
    ...(due !== undefined && { dueDate: due }),
    ...(discounted && { discountDate: addDays(invoiceDate, discountDays), discountPercent }),
  };
}

function netDate(invoiceDate: string, terms: Terms): string | undefined {
  if (terms.netDays === undefined) return undefined;
  return addDays(terms.endOfMonth ? endOfMonth(invoiceDate) : invoiceDate, terms.netDays);
}
