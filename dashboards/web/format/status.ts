import { isStatusOf, isTerminal } from '../../../functions/core/invoice/lifecycle.ts';
import type { Stage } from '../../../schemas/stages.ts';
import { compareDecimals } from '../../figures.ts';

interface Paid {
  readonly stage: Stage;
  readonly status: string;
  readonly amount: string;
  readonly openAmount: string;
}

/** Whether a payment stands last, and something is open nevertheless. */
export function isPaidInPart({ stage, status, openAmount }: Omit<Paid, 'amount'>): boolean {
  return isStatusOf(stage, status) && isTerminal(stage, status) && compareDecimals(openAmount, '0') !== 0;
}

/** The status of an invoice in words: `paid` is that of its latest event, however much it paid. */
export function statusWords(invoice: Paid): string {
  if (!isPaidInPart(invoice)) return invoice.status;
  // What was paid in another currency counts for nothing as long as there is no rate.
  return compareDecimals(invoice.openAmount, invoice.amount) === 0
    ? `${invoice.status}, all of it open`
    : `partly ${invoice.status}`;
}
