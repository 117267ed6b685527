import Big from 'big.js';
import type { Happening } from './happenings.ts';
import type { Terms } from './terms.ts';
import { msOf } from './times.ts';

/** What the payments of an invoice come to, in the currency of its latest event. */
export interface Payments {
  /** The event that settled it, if it is settled. */
  readonly settledBy?: Happening | undefined;
  readonly open: Big;
  readonly overpaid?: Big | undefined;
  /** What a discount left unpaid, where every payment says what it paid. */
  readonly shortPaid?: Big | undefined;
}

/** By docs/api.md, judged by amount and currency of the latest event. */
export function paymentsOf(happenings: readonly Happening[], terms: Terms): Payments {
  const latest = latestOf(happenings).event;
  const { currency } = latest;
  const amount = new Big(latest.amount);
  const postings = happenings.filter(({ stage }) => stage === 'posting');
  const isSettledAfter = (count: number): boolean => {
    const { amounts, whole } = standing(postings.slice(0, count));
    return whole || (amounts.length > 0 && settles(amounts, latest, terms));
  };
  // The first of the events since which it has been settled without interruption.
  let first = postings.length;
  while (first > 0 && isSettledAfter(first)) first -= 1;
  const settledBy = postings[first];

  const { amounts, whole } = standing(postings);
  const paid = sumOf(amounts, currency);
  const rest = amount.minus(paid);
  const towards = amount.lt(0) ? rest.times(-1) : rest;
  if (amounts.length > 0 && towards.lt(0)) return { settledBy, open: new Big(0), overpaid: rest.times(-1) };
  if (!settledBy) return { open: amounts.length > 0 ? rest : amount };
  const isShort = amounts.length > 0 && !whole && towards.gt(0);
  return { settledBy, open: new Big(0), shortPaid: isShort ? rest : undefined };
}

/** The sum of the payments that stood at a time, in the currency that the invoice has today. */
export function paidBefore(happenings: readonly Happening[], at: number): Big {
  const postings = happenings.filter(({ stage, nanos }) => stage === 'posting' && msOf(nanos) < at);
  return sumOf(standing(postings).amounts, latestOf(happenings).event.currency);
}

function latestOf(happenings: readonly Happening[]): Happening {
  const latest = happenings.at(-1);
  if (!latest) throw new RangeError('Nothing happened to the invoice');
  return latest;
}

/** The payments that stand after these events of posting. */
function standing(postings: readonly Happening[]): {
  readonly amounts: readonly Happening[];
  /** Whether one stands that does not say what it paid: it paid whatever was open. */
  readonly whole: boolean;
} {
  let amounts: Happening[] = [];
  let whole = false;
  postings.forEach((posting, index) => {
    const { status, paidAmount, eventId } = posting.event;
    if (status === 'paid' && paidAmount === undefined) whole = true;
    else if (status === 'paid')
      amounts = [...amounts.filter(({ event }) => event.eventId !== eventId), posting];
    else {
      whole = false;
      if (status === 'failed') amounts = amounts.filter((payment) => payment !== postings[index - 1]);
    }
  });
  return { amounts, whole };
}

/** Payments in another currency settle nothing. */
function sumOf(payments: readonly Happening[], currency: string): Big {
  return payments
    .filter(({ event }) => event.currency === currency)
    .reduce((sum, { event }) => sum.plus(event.paidAmount ?? 0), new Big(0));
}

function settles(
  payments: readonly Happening[],
  { amount: invoiced, currency }: Happening['event'],
  { discount }: Terms,
): boolean {
  const amount = new Big(invoiced);
  const missing = (of: readonly Happening[]): Big => {
    const rest = amount.minus(sumOf(of, currency));
    return amount.lt(0) ? rest.times(-1) : rest;
  };
  if (missing(payments).lte(0)) return true;
  if (!discount) return false;
  const early = payments.filter(({ written }) => written.slice(0, 10) <= discount.lastDay);
  if (early.length === 0) return false;
  const granted = amount.abs().times(discount.percent).times('0.01');
  // It may be rounded up to the last decimal place in which amount and payments are written.
  const texts = [invoiced, ...early.map(({ event }) => event.paidAmount ?? '')];
  const places = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return missing(early).lte(granted.round(places, Big.roundUp));
}
