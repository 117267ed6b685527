import { isTerminal } from '../invoice/lifecycle.ts';
import { subtract } from '../invoice/money.ts';
import type { TimelineEntry } from '../invoice/order.ts';
import { type PaidState, paidStateOf } from '../invoice/paid-state.ts';
import { documentTypeOf, type Settlement, statedSum } from '../invoice/settlement.ts';
import type { Measure } from './measures.ts';

type Measures = Partial<Record<Measure, string>>;

/** Whether the fact pays some or all of the invoice. */
export function isPayment({ fact }: TimelineEntry): boolean {
  return fact.stage === 'posting' && isTerminal(fact.stage, fact.event.status);
}

/** The state after the last of the facts; undefined before the first payment. */
export function paidStateIn(past: readonly TimelineEntry[]): PaidState | undefined {
  return past.some(isPayment) ? paidStateOf(past) : undefined;
}

/**
 * What every record says about the document: its type, and what is paid and open once anything was
 * paid.
 * @param past the facts up to and including the record's, in order
 * @param paid `paidStateIn` them
 */
export function documentMeasures(past: readonly TimelineEntry[], paid: PaidState | undefined): Measures {
  const documentType = documentTypeOf(past);
  return {
    ...(documentType !== 'invoice' && { documentType }),
    ...(paid && balance(past, paid.settlement)),
  };
}

function balance(
  past: readonly TimelineEntry[],
  { since, paidAmount, openAmount, overpaidAmount }: Settlement,
): Measures {
  const isOpenInFull = since === undefined && paidAmount === undefined;
  return {
    ...(!isOpenInFull && { openAmount }),
    ...(overpaidAmount !== undefined && { overpaidAmount }),
    ...paidByLast(past, paidAmount),
  };
}

/** What the last fact, if it is of posting, changed of the sum that payments say they paid. */
function paidByLast(past: readonly TimelineEntry[], paidAmount = '0'): Measures {
  const last = past.at(-1)?.fact;
  if (last?.stage !== 'posting') return {};
  const { currency } = last.event;
  const before = statedSum(past.slice(0, -1), currency) ?? '0';
  if (last.event.paidAmount === undefined && before === paidAmount) return {};
  return { paidAmount: subtract({ amount: paidAmount, currency }, { amount: before, currency }).amount };
}
