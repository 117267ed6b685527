import { ageBinOf } from './ages.ts';
import { cellOf, clockOf } from './hazard.ts';
import { type PaymentModel, paymentModel } from './model.ts';
import { dayClassesOf } from './pay-days.ts';
import { asOf, type Payable } from './payable.ts';
import { type Receipts, receiptsOf } from './receipts.ts';

/**
 * Why the payments that are expected of some days are another amount than they were a day before. The five
 * reasons add up to the difference. Amounts are floats in one currency.
 */
export interface ExpectationChange {
  readonly before: number;
  readonly now: number;
  /** Of invoices that were paid on the last day: what was still expected of them after it. */
  readonly paid: number;
  /** Of invoices that came on the last day and are open. */
  readonly received: number;
  /** Of invoices that might have been paid on the last day and were not. */
  readonly notPaid: number;
  /** Of invoices yet to come, which are a day's fewer. */
  readonly toCome: number;
  /** Of the invoices that are still open: how invoices are paid was learned anew. */
  readonly reestimated: number;
}

/**
 * Compares what is expected at the end of two days, one after the other, of the days after both. It is worked
 * out and not simulated: the expectation of a course is known, as shocks have the mean 1. Amounts and due
 * dates are those of today in both, and what was returned is in neither.
 * @param origin the last day that is known
 * @param until the last day that is looked at
 */
export function expectationChange(
  payables: readonly Payable[],
  origin: number,
  until: number,
): ExpectationChange {
  const [earlier, later] = [origin - 1, origin].map((day) => viewAt(payables, day, origin, until));
  if (!earlier || !later) throw new RangeError('There are two days to compare');
  const sums = { paid: 0, received: 0, notPaid: 0, reestimated: 0 };
  for (const each of asOf(origin, payables)) {
    const isOpen = each.paidOn === undefined;
    const now = isOpen ? later.expectedOf(each) : 0;
    if (each.receivedOn === origin) sums.received += now;
    else if (each.paidOn === origin) sums.paid -= earlier.expectedOf(each);
    else if (isOpen) {
      const open = earlier.expectedIfStillOpen(each);
      sums.notPaid += open - earlier.expectedOf(each);
      sums.reestimated += now - open;
    }
  }
  const toCome = later.toCome - earlier.toCome;
  const [before, now] = [earlier.open + earlier.toCome, later.open + later.toCome];
  return { before, now, ...sums, toCome };
}

/** What is expected at the end of a day. */
interface View {
  readonly open: number;
  readonly toCome: number;
  /** Of one invoice that is open then. */
  readonly expectedOf: (payable: Payable) => number;
  /** The same if it has not been paid on the day after it either. */
  readonly expectedIfStillOpen: (payable: Payable) => number;
}

function viewAt(payables: readonly Payable[], day: number, from: number, until: number): View {
  const known = asOf(day, payables);
  const model = paymentModel(known, day);
  const share = sharesPaid(model, day, from, until);
  const expected = (ifOpenAfter: number) => (payable: Payable) =>
    payable.amount * share(payable, payable.receivedOn, ifOpenAfter);
  const expectedOf = expected(day);
  return {
    open: known.reduce((sum, each) => (each.paidOn === undefined ? sum + expectedOf(each) : sum), 0),
    toCome: expectedToCome(receiptsOf(known, day), share, day, until),
    expectedOf,
    expectedIfStillOpen: expected(day + 1),
  };
}

/** The share of an invoice that is paid in the days after `from` if it is open at the end of another day. */
type SharePaid = (payable: Payable, receivedOn: number, ifOpenAfter: number) => number;

function sharesPaid(model: PaymentModel, day: number, from: number, until: number): SharePaid {
  const classes = dayClassesOf(day + 1, until);
  const openBy = new Map<string, Float64Array>();
  /** What is left of invoices of a clock after each day, all being open at the end of the first. */
  const openOf = (stratum: string, zero: number): Float64Array => {
    const name = `${stratum} ${zero}`;
    const found = openBy.get(name);
    if (found) return found;
    const hazards = model.tables.get(stratum)?.hazards;
    const open = new Float64Array(classes.length + 1).fill(1);
    classes.forEach((of, index) => {
      const hazard = hazards?.[cellOf(ageBinOf(day + 1 + index - zero), of)] ?? 0;
      open[index + 1] = (open[index] ?? 0) * (1 - hazard);
    });
    openBy.set(name, open);
    return open;
  };
  return (payable, receivedOn, ifOpenAfter) => {
    const moved = receivedOn - payable.receivedOn;
    const { stratum, zero } = clockOf(payable, model.shifts.get(payable.vendor) ?? 0);
    const open = openOf(stratum, zero + moved);
    const at = (of: number) => open[of - day] ?? 0;
    const start = Math.max(ifOpenAfter, from);
    return (at(start) - at(until)) / at(ifOpenAfter);
  };
}

function expectedToCome(
  { alike, expectedOn }: Receipts,
  share: SharePaid,
  day: number,
  until: number,
): number {
  let sum = 0;
  for (let comes = day + 1; comes <= until && alike.length > 0; comes += 1) {
    const each = expectedOn(comes) / alike.length;
    if (each > 0)
      for (const payable of alike) sum += each * payable.amount * share(payable, comes, comes - 1);
  }
  return sum;
}
