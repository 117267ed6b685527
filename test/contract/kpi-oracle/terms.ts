import type { InvoiceEvent } from '../../../schemas/event.ts';
import type { Happening } from './happenings.ts';
import { monthEnd, plusDays } from './times.ts';

/** When an invoice is due, and until when a discount is granted. */
export interface Terms {
  readonly invoiceDate?: string | undefined;
  readonly dueDate?: string | undefined;
  readonly discount?: { readonly lastDay: string; readonly percent: string } | undefined;
}

/** By docs/api.md: each field as the latest event that has it says; a due date wins over terms. */
export function termsOf(happenings: readonly Happening[]): Terms {
  const said = <F extends 'invoiceDate' | 'dueDate' | 'paymentTerms'>(field: F) =>
    happenings.map(({ event }) => event[field]).findLast((value) => value !== undefined);
  const [invoiceDate, stated, terms] = [said('invoiceDate'), said('dueDate'), said('paymentTerms')];
  if (invoiceDate === undefined || terms === undefined) return { invoiceDate, dueDate: stated };
  const { net, percent, days, end } = meaningOf(terms);
  const dueDate = stated ?? (net === undefined ? undefined : end(invoiceDate, net));
  if (days === undefined || percent === undefined || Number(percent) === 0) return { invoiceDate, dueDate };
  const last = end(invoiceDate, days);
  // A discount never ends after the due date.
  const lastDay = dueDate !== undefined && dueDate < last ? dueDate : last;
  return { invoiceDate, dueDate, discount: { lastDay, percent } };
}

/** The codes that the tests use; the grammar has tests of its own. */
const codes: Readonly<Record<string, { net?: number; percent?: string; days?: number; eom?: true }>> = {
  NET30: { net: 30 },
  '2/10 NET30': { net: 30, percent: '2', days: 10 },
  '1.5/7 NET14': { net: 14, percent: '1.5', days: 7 },
  EOM: { net: 0, eom: true },
  '2/10 20 EOM': { net: 20, percent: '2', days: 10, eom: true },
  '2/10 EOM': { net: 0, percent: '2', days: 10, eom: true },
  '???': {},
};

function meaningOf(terms: NonNullable<InvoiceEvent['paymentTerms']>) {
  const code = codes[terms.code ?? '???'];
  if (!code) throw new RangeError(`The recomputation knows no code ${terms.code}`);
  return {
    net: terms.netDays ?? code.net,
    percent: terms.discountPercent?.toString() ?? code.percent,
    days: terms.discountDays ?? code.days,
    end: (from: string, days: number) => plusDays(code.eom ? monthEnd(from) : from, days),
  };
}
