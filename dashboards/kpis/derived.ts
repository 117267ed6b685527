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

/** Invoices; credit notes are net in money and left out of counts and rates. */
export const isInvoice: Condition = isIn('documentType', 'invoice');
export const isOpen: Condition = isIn('state', 'open');
export const isSettled: Condition = isIn('state', 'settled');

const daysBetween = (from: Expression, to: Expression): Expression => ({ days: [from, to] });
const msBetween = (from: Expression, to: Expression): Expression => ({ ms: [from, to] });

/** Days since the due date; 0 on the day itself. */
export const daysPastDue = daysBetween(field('dueDate'), today);
export const isOverdue: Condition = compare(field('dueDate'), '<', today);

/** From the date on the invoice to the payment that settled it. */
export const daysToPay = daysBetween(field('invoiceDate'), field('settledOn'));
/** From receipt to the payment that settled it (APQC 100575, calendar days). */
export const daysFromReceiptToPayment = daysBetween(field('beganOn'), field('settledOn'));
export const receiptToApproved = msBetween(field('beganAt'), field('approvedAt'));
export const receiptToPaid = msBetween(field('beganAt'), field('settledAt'));

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

/** The invoice came when its discount could no longer be had. */
export const isUnattainable: Condition = compare(field('discountDate'), '<', field('beganOn'));

/** Paid within terms; the day of the payment counts in the zone of who paid. */
export const isOnTime: Condition = compare(field('settledOn'), '<=', field('dueDate'));

/** Due before today, or paid: whether it is on time is known. */
export const isJudged: Condition = any(isOverdue, isSettled);

/** Received, and nobody has approved it. */
export const awaitsApproval: Condition = all(isOpen, unknown('approvedAt'));
/** Approved, and not yet posted. */
export const awaitsPosting: Condition = all(isOpen, known('approvedAt'), unknown('postedAt'));
