import { dwellField, enteredField } from '../../functions/core/measures/invoice-snapshot.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import {
  all,
  any,
  type Condition,
  compare,
  type Expression,
  field,
  isIn,
  known,
  number,
  text,
  today,
  unknown,
} from './expression.ts';
import type { AgePart, Stock } from './kpi.ts';

/** Invoices; credit notes are net in money and left out of counts and rates. */
export const isInvoice: Condition = isIn('documentType', 'invoice');
export const isOpen: Condition = isIn('state', 'open');
export const isSettled: Condition = isIn('state', 'settled');
export const isReturned: Condition = isIn('state', 'returned');
/** What was rejected or denied does not have to be paid, unless it is taken up again. */
export const isNotReturned: Condition = isIn('state', 'open', 'settled');

/** When an invoice that is open no more ceased to be; a return that was taken up again is none. */
const closedAt: Expression = {
  cases: [[isReturned, field('statusSince')]],
  otherwise: field('settledAt'),
};

/** Of what was to be paid, what payments do not say they paid. */
const unpaid: Expression = {
  cases: [[known('paidAmount'), { minus: [field('amount'), field('paidAmount')] }]],
  otherwise: field('amount'),
};

/** Invoices that are open at a time, since they were received. */
export const openStock: Stock = { entered: field('beganAt'), left: closedAt };
/** What remained to be paid of them then. */
export const owedStock: Stock = { ...openStock, sum: unpaid, less: 'payments' };

/** Of rates: actual days over 365. */
export const daysPerYear = 365;

const daysBetween = (from: Expression, to: Expression): Expression => ({ days: [from, to] });
const msBetween = (from: Expression, to: Expression): Expression => ({ ms: [from, to] });

/** Days since the due date; 0 on the day itself. */
export const daysPastDue = daysBetween(field('dueDate'), today);
export const isOverdue: Condition = compare(field('dueDate'), '<', today);

/** Days since the day on which the first thing happened to it; 0 on the day itself. */
export const daysSinceReceipt = daysBetween(field('beganOn'), today);

/** From the date on the invoice to the payment that settled it. */
export const daysToPay = daysBetween(field('invoiceDate'), field('settledOn'));
/** From the due date to the payment that settled it; negative if that came before. */
export const daysLate = daysBetween(field('dueDate'), field('settledOn'));
/** From receipt to the payment that settled it (APQC 100575, calendar days). */
export const daysFromReceiptToPayment = daysBetween(field('beganOn'), field('settledOn'));
export const receiptToApproved = msBetween(field('beganAt'), field('approvedAt'));
export const receiptToPaid = msBetween(field('beganAt'), field('settledAt'));

/** Days since the day of receipt as a time: the day that is so many days after it. */
export const daysAfterReceipt = (days: number): Expression => ({ plus: [field('beganOn'), number(days)] });

/** The bounds of aging, in days past due. */
const agingBounds = [30, 60, 90] as const;

/** What an open amount is by its age; in the order in which they are shown. */
export const agingBuckets = ['not due', '1–30', '31–60', '61–90', '> 90', 'no due date', 'credits'] as const;

const [notDue, first, second, third, oldest, noDueDate, credits] = agingBuckets;

/** Due today is not due. */
export const aging: Expression = {
  cases: [
    [isIn('documentType', 'credit-note'), text(credits)],
    [unknown('dueDate'), text(noDueDate)],
    [compare(daysPastDue, '<=', number(0)), text(notDue)],
    [compare(daysPastDue, '<=', number(agingBounds[0])), text(first)],
    [compare(daysPastDue, '<=', number(agingBounds[1])), text(second)],
    [compare(daysPastDue, '<=', number(agingBounds[2])), text(third)],
  ],
  otherwise: text(oldest),
};

/** What remained to be paid of invoices so many days past due, since that day began or since they came. */
function overdueFor(days: number): Stock {
  const begins: Expression = { plus: [field('dueDate'), number(days)] };
  return {
    ...owedStock,
    where: all(isInvoice, known('dueDate')),
    entered: { cases: [[compare(begins, '>', field('beganAt')), begins]], otherwise: field('beganAt') },
    byDay: true,
  };
}

/** Of invoices that were overdue. */
export const overdueStock: Stock = overdueFor(1);

const overdueSince = [overdueStock, ...agingBounds.map((bound) => overdueFor(bound + 1))];
const undatedStock: Stock = { ...owedStock, where: all(isInvoice, unknown('dueDate')) };

/**
 * What remained to be paid, and how it is told apart by age: what was due for longer than one bound, but
 * not longer than the next one.
 */
export const agedStock: Stock = {
  ...owedStock,
  byAge: [
    { age: credits, adds: owedStock, only: { documentType: ['credit-note'] } },
    { age: noDueDate, adds: undatedStock },
    { age: notDue, adds: owedStock, only: { documentType: ['invoice'] } },
    { age: notDue, takes: undatedStock },
    { age: notDue, takes: overdueStock },
    ...[first, second, third, oldest].flatMap((age, index): readonly AgePart[] => {
      const [since, until] = [overdueSince[index], overdueSince[index + 1]];
      return [...(since ? [{ age, adds: since }] : []), ...(until ? [{ age, takes: until }] : [])];
    }),
  ],
};

/** Nobody pays in the past: what is overdue is expected today. */
const notBeforeToday = (date: Expression): Expression => ({
  cases: [[compare(date, '<', today), today]],
  otherwise: date,
});

/** When an open amount is to be paid by its terms. */
export const contractualOn = notBeforeToday(field('dueDate'));

/** When it is paid if every discount that can still be had is taken. */
export const optimisticOn: Expression = {
  cases: [[compare(field('discountDate'), '>=', today), field('discountDate')]],
  otherwise: contractualOn,
};

/** What says how late invoices are usually paid: those that were settled in so many days up to today. */
export const usualDays = 180;
/** Fewer of them say nothing. */
export const fewestForUsual = 5;

const daysSinceSettlement = daysBetween(field('settledOn'), today);

/** By how many days invoices with the same vendor or currency are usually paid late; below 0 if early. */
const usuallyLate = (per: 'vendorId' | 'currency'): Expression => ({
  median: daysBetween(field('dueDate'), field('settledOn')),
  of: all(
    isInvoice,
    isSettled,
    compare(daysSinceSettlement, '>=', number(0)),
    compare(daysSinceSettlement, '<', number(usualDays)),
  ),
  ...{ per, atLeast: fewestForUsual },
});

/** When it is paid if it is paid as late as is usual: an estimate. */
export const expectedOn = notBeforeToday({
  plus: [field('dueDate'), { first: [usuallyLate('vendorId'), usuallyLate('currency'), number(0)] }],
});

/** How much earlier than by its terms an invoice is paid that takes its discount. */
export const daysOfDiscount = daysBetween(field('discountDate'), field('dueDate'));
export const isRewardedEarly: Condition = compare(field('discountDate'), '<', field('dueDate'));

/** The invoice came when its discount could no longer be had. */
export const isUnattainable: Condition = compare(field('discountDate'), '<', field('beganOn'));

/** Paid within terms; the day of the payment counts in the zone of who paid. */
export const isOnTime: Condition = compare(field('settledOn'), '<=', field('dueDate'));

/**
 * Whether it was paid on time can be said of every invoice that was due by then, and of no other: with
 * those that were paid before their day has come, only good news would count.
 */
export const isJudged: Condition = all(isOverdue, isNotReturned);

/** Paid before the due date, and no discount was had for it. */
export const isPaidEarly: Condition = all(
  compare(field('settledOn'), '<', field('dueDate')),
  unknown('discountTaken'),
);

/** When a stage was left. */
export const leftAt = (stage: Stage): Expression => ({
  plus: [field(enteredField(stage)), field(dwellField(stage))],
});

const dueToLeft = msBetween({ plus: [field('dueDate'), number(1)] }, leftAt('posting'));

/**
 * How long posting kept an invoice waiting after the due date (UTC) was over: before that it waits on
 * purpose. Without a due date nothing says so, and all of its time counts.
 */
export const delayInPosting: Expression = {
  cases: [
    [unknown('dueDate'), field(dwellField('posting'))],
    [compare(dueToLeft, '<=', number(0)), number(0)],
    [compare(dueToLeft, '<', field(dwellField('posting'))), dueToLeft],
  ],
  otherwise: field(dwellField('posting')),
};

/** Entered the stage or a later one: some invoices need no purchase order, others no approval. */
export function hasReached(stage: Stage): Condition {
  return any(...stages.slice(stages.indexOf(stage)).map((each) => known(enteredField(each))));
}

/** Received, and nobody has approved it. */
export const awaitsApproval: Condition = all(isOpen, unknown('approvedAt'));
/** Approved, and not yet posted. */
export const awaitsPosting: Condition = all(isOpen, known('approvedAt'), unknown('postedAt'));
