import Big from 'big.js';
import { stages } from '../../../schemas/stages.ts';
import {
  both,
  count,
  type Figure,
  mean,
  type Of,
  type Past,
  percentile,
  type Selection,
  share,
  shareOf,
  total,
} from './figure.ts';
import type { Invoice } from './invoice.ts';
import { paidBefore } from './payments.ts';
import { quotient } from './quotient.ts';
import { dayBefore, daysFromTo, msOf, plusDays } from './times.ts';

// What invoices are.
const isInvoice: Of<boolean> = ({ documentType }) => documentType !== 'credit-note';
const isOpen: Of<boolean> = ({ state }) => state === 'open';
const isReturned: Of<boolean> = ({ state }) => state === 'returned';
const isSettled: Of<boolean> = ({ state }) => state === 'settled';
const openInvoice = both(isInvoice, isOpen);
const settledInvoice = both(isInvoice, isSettled);

// When they count.
const received: Of<number> = ({ beganAt }) => beganAt;
const settled: Of<number> = ({ settledAt }) => settledAt;
const due: Of<string> = ({ terms }) => terms.dueDate;

// What they are worth.
const amount: Of<Big> = (invoice) => invoice.amount;
const open: Of<Big> = ({ payments }) => payments.open;

// How late they are; due today is current.
const daysPastDue: Of<number> = ({ terms }, today) =>
  terms.dueDate === undefined ? undefined : daysFromTo(terms.dueDate, today);
const isPastDue: Of<boolean> = (invoice, today) => (daysPastDue(invoice, today) ?? 0) > 0;
/** Whether it was paid by a day is known the day after; what was returned does not have to be paid. */
const isJudged = both(isPastDue, (invoice) => !isReturned(invoice, ''));
const isOnTime: Of<boolean> = ({ settledOn, terms: { dueDate } }) =>
  settledOn !== undefined && dueDate !== undefined && settledOn <= dueDate;
const isPaidEarly: Of<boolean> = ({ settledOn, terms: { dueDate }, discount }) =>
  settledOn !== undefined && dueDate !== undefined && settledOn < dueDate && !discount?.taken;

/** So many percent a year on what is open, of each invoice to a millionth. */
const costOfDelay: Of<Big> = (invoice, today, { latePaymentRate = '8' } = {}) => {
  const yearly = invoice.payments.open.times(latePaymentRate).times(daysPastDue(invoice, today) ?? 0);
  return new Big(quotient(yearly, new Big(36_500)));
};

/** Open amounts by days past due, credits and what has no due date apart. */
export const ageOf = (...[invoice, today]: Parameters<Of<string>>): string => {
  const days = daysPastDue(invoice, today);
  if (!isInvoice(invoice, today)) return 'credits';
  if (days === undefined) return 'no due date';
  if (days <= 0) return 'not due';
  return days <= 30 ? '1–30' : days <= 60 ? '31–60' : days <= 90 ? '61–90' : '> 90';
};

// When what is open is to be paid: never in the past.
const notInThePast = (day: string | undefined, today: string) =>
  day !== undefined && day < today ? today : day;
const byTerms: Of<string> = ({ terms }, today) => notInThePast(terms.dueDate, today);
const withDiscounts: Of<string> = (invoice, today) => {
  const lastDay = invoice.discount?.lastDay;
  return lastDay !== undefined && lastDay >= today ? lastDay : byTerms(invoice, today);
};

/** How late the invoices settled in the 180 days up to today were, in order. */
const latenesses = (all: readonly Invoice[], today: string): readonly number[] =>
  all
    .flatMap(({ documentType, settledOn, terms: { dueDate } }) =>
      documentType === 'invoice' &&
      settledOn &&
      dueDate &&
      settledOn <= today &&
      settledOn > plusDays(today, -180)
        ? [daysFromTo(dueDate, settledOn)]
        : [],
    )
    .sort((a, b) => a - b);
/** By the median of five invoices of the vendor or more, otherwise by that of the currency. */
const asUsual: Selection['whenAmong'] = (invoice, today, all) => {
  const { terms, vendorId, currency } = invoice;
  if (terms.dueDate === undefined) return undefined;
  const medians = [
    all.filter((each) => each.vendorId === vendorId),
    all.filter((each) => each.currency === currency),
  ].map((each) => {
    const late = latenesses(each, today);
    return late.length >= 5 ? late[Math.ceil(late.length / 2) - 1] : undefined;
  });
  const late = medians.find((median) => median !== undefined) ?? 0;
  return notInThePast(plusDays(terms.dueDate, late), today);
};

// As it was at a time: what was settled, or is returned now, is open until then.
const wasOpen = (
  { beganAt, state, settledAt, status, happenings }: Parameters<Past>[0],
  at: number,
): boolean => {
  // Returned again in the same way, it has been so since the first time.
  const before = happenings.findLastIndex(({ event }) => event.status !== status);
  const returnedAt = state === 'returned' ? happenings[before + 1]?.nanos : undefined;
  const closed = settledAt ?? (returnedAt === undefined ? undefined : msOf(returnedAt));
  return beganAt < at && (closed === undefined || closed >= at);
};
const countedThen: Past = (invoice, at) =>
  isInvoice(invoice, '') && wasOpen(invoice, at) ? new Big(1) : undefined;
const owedThen: Past = (invoice, at) =>
  wasOpen(invoice, at) ? invoice.amount.minus(paidBefore(invoice.happenings, at)) : undefined;
const approvedThen: Past = (invoice, at) =>
  invoice.approvedAt !== undefined && invoice.approvedAt < at ? owedThen(invoice, at) : undefined;
/** By the day that is not over, or is over just then. */
const overdueThen: Past = (invoice, at) => {
  const { dueDate } = invoice.terms;
  return isInvoice(invoice, '') && dueDate !== undefined && dueDate < dayBefore(at)
    ? owedThen(invoice, at)
    : undefined;
};
/** The day that is not over, or is over just then, is one of the 90. */
const purchasedThen: Past = ({ state, beganOn, amount: whole }, at) => {
  const day = dayBefore(at);
  return state !== 'returned' && beganOn > plusDays(day, -90) && beganOn <= day ? whole : undefined;
};

// Discounts whose window has closed, by its last day.
const lastDay: Of<string> = ({ discount }) => discount?.lastDay;
const closed = {
  which: both(
    isInvoice,
    (invoice, today) => (lastDay(invoice, today) ?? today) < today && !isReturned(invoice, ''),
  ),
  when: lastDay,
};
const available: Of<Big> = ({ discount }) => discount?.available;
const taken: Of<Big> = ({ discount }) => discount?.taken;
const left: Of<Big> = ({ discount }) => discount?.available.minus(discount.taken ?? 0);
/** One who rounds up takes more than there was, and misses nothing. */
const isAllTaken: Of<boolean> = ({ discount }) => discount?.taken?.gte(discount.available) === true;
const someLeft = both(closed.which, (...invoice) => isAllTaken(...invoice) !== true);
const cameInTime: Of<boolean> = ({ discount, beganOn }) =>
  discount !== undefined && beganOn <= discount.lastDay;
const cameTooLate: Of<boolean> = ({ discount, beganOn }) =>
  discount !== undefined && beganOn > discount.lastDay;
/** What was paid for so many days of credit: what the invoice costs with its discount, × the days. */
const creditDays: Of<Big> = ({ amount: whole, discount, terms: { dueDate } }) =>
  discount && dueDate
    ? whole.minus(discount.available).times(daysFromTo(discount.lastDay, dueDate))
    : undefined;

/** Whether paying with the discount means paying before the due date. */
const hasCreditDays: Of<boolean> = ({ discount, terms: { dueDate } }) =>
  discount !== undefined && dueDate !== undefined && discount.lastDay < dueDate;

// Stages.
const entered =
  (stage: (typeof stages)[number]): Of<number> =>
  ({ visits }) =>
    visits[stage]?.entered;
const leftAt =
  (stage: (typeof stages)[number]): Of<number> =>
  ({ visits }) =>
    visits[stage]?.left;
const hasLeft = (stage: (typeof stages)[number]) =>
  both(isInvoice, ({ visits }) => visits[stage]?.left !== undefined);
const hasReached =
  (stage: (typeof stages)[number]): Of<boolean> =>
  ({ visits }) =>
    stages.slice(stages.indexOf(stage)).some((each) => visits[each] !== undefined);

const sinceReceipt =
  (then: Of<number>): Of<number> =>
  (invoice, today) => {
    const time = then(invoice, today);
    return time === undefined ? undefined : time - invoice.beganAt;
  };
const approved: Of<number> = ({ approvedAt }) => approvedAt;
const approvedInvoices = {
  which: both(isInvoice, ({ approvedAt }) => approvedAt !== undefined),
  when: approved,
};
const settledInvoices = { which: settledInvoice, when: settled };
const cohort = { which: isInvoice, when: received };
const dueInvoices = { which: both(isInvoice, isJudged), when: due };
const paidWithDueDate = both(settledInvoice, ({ terms }) => terms.dueDate !== undefined);

const percents = [50, 90, 95];

/** Every figure of invoices, by the definitions of the KPIs and none of the code that renders them. */
export const figures: Readonly<Record<string, Figure>> = {
  'received-invoices': count(cohort),
  'received-amount': total(amount, { when: received }),
  'paid-invoices': count(settledInvoices),
  'paid-amount': total(amount, { which: isSettled, when: settled }),
  'open-invoices': count({ which: openInvoice, past: countedThen }),
  'open-amount': total(open, { which: isOpen, past: owedThen }),
  'work-in-progress': count({ which: openInvoice }, ['stage']),
  'returned-invoices': count({ which: both(isInvoice, isReturned) }),
  'returned-amount': total(open, { which: isReturned }),
  'overpaid-amount': total(({ payments }) => payments.overpaid, {}),

  aging: total(open, { which: isOpen, past: owedThen }, ['currency', 'aging']),
  'overdue-amount': total(open, { which: both(openInvoice, isPastDue), past: overdueThen }),
  'cash-flow-contractual': total(open, { which: isOpen, when: byTerms }),
  'cash-flow-optimistic': total(open, { which: isOpen, when: withDiscounts }),
  'cash-flow-expected': total(open, { which: isOpen, whenAmong: asUsual }),
  'accrued-unapproved': total(open, { which: both(isOpen, ({ approvedAt }) => approvedAt === undefined) }),
  'accrued-unposted': total(open, {
    which: both(isOpen, ({ approvedAt, postedAt }) => approvedAt !== undefined && postedAt === undefined),
  }),
  'days-payable-outstanding': {
    kind: 'ratio',
    of: {
      sum: open,
      which: both(isOpen, ({ approvedAt }) => approvedAt !== undefined),
      past: approvedThen,
    },
    // Today is one of the 90 days.
    to: {
      sum: amount,
      which: ({ state, beganOn }, today) =>
        state !== 'returned' && beganOn > plusDays(today, -90) && beganOn <= today,
      past: purchasedThen,
    },
    ...{ times: 90, split: ['currency'] },
  },
  'late-payment-cost': total(costOfDelay, { which: both(openInvoice, isPastDue) }),

  'discounts-available': total(available, closed),
  'discounts-taken': total(taken, closed),
  'discounts-missed': total(left, { ...closed, which: both(someLeft, cameInTime) }),
  'discounts-unattainable': total(left, { ...closed, which: both(someLeft, cameTooLate) }),
  'discount-capture-rate': {
    ...{ kind: 'ratio', split: ['currency'] },
    of: { ...closed, sum: taken },
    to: { ...closed, sum: available },
  },
  'discount-yearly-rate': {
    ...{ kind: 'ratio', times: 365, split: ['currency'] },
    of: { ...closed, which: both(closed.which, hasCreditDays), sum: available },
    to: { ...closed, which: both(closed.which, hasCreditDays), sum: creditDays },
  },

  ...Object.fromEntries(
    percents.flatMap((percent) => [
      ...stages.map((stage) => [
        `${stage}-time-p${percent}`,
        percentile(percent, ({ visits }) => (visits[stage]?.left ?? 0) - (visits[stage]?.entered ?? 0), {
          which: hasLeft(stage),
          when: leftAt(stage),
        }),
      ]),
      [`receipt-to-approved-p${percent}`, percentile(percent, sinceReceipt(approved), approvedInvoices)],
      [`receipt-to-paid-p${percent}`, percentile(percent, sinceReceipt(settled), settledInvoices)],
    ]),
  ),
  'posting-delay-p90': percentile(
    90,
    ({ visits: { posting }, terms: { dueDate } }) => {
      const [entered = 0, left = 0] = [posting?.entered, posting?.left];
      const since = dueDate === undefined ? entered : Math.max(entered, Date.parse(plusDays(dueDate, 1)));
      return Math.max(0, left - since);
    },
    { which: hasLeft('posting'), when: leftAt('posting') },
  ),
  'receipt-to-approved-mean': mean(sinceReceipt(approved), approvedInvoices),
  'days-to-pay': mean(
    ({ terms: { invoiceDate }, settledOn }) =>
      invoiceDate && settledOn ? daysFromTo(invoiceDate, settledOn) : undefined,
    settledInvoices,
  ),
  'days-late': mean(
    ({ terms: { dueDate }, settledOn }) =>
      dueDate && settledOn ? daysFromTo(dueDate, settledOn) : undefined,
    settledInvoices,
  ),
  'days-from-receipt-to-payment': mean(
    ({ beganOn, settledOn }) => (settledOn ? daysFromTo(beganOn, settledOn) : undefined),
    settledInvoices,
  ),

  'exception-rate': share(({ exceptions }) => exceptions > 0, cohort),
  'cohort-maturity': share(isSettled, cohort),
  'first-time-match-rate': share(({ firstMatch }) => firstMatch === 'matched', {
    which: both(isInvoice, ({ firstMatch }) => firstMatch !== undefined),
    when: entered('reconciliation'),
  }),
  'touchless-rate': share(({ touched }) => touched === false, {
    ...settledInvoices,
    which: both(settledInvoice, ({ touched }) => touched !== undefined),
  }),
  'touchless-but-approved-rate': share(({ touchedOtherwise }) => touchedOtherwise === false, {
    ...settledInvoices,
    which: both(settledInvoice, ({ touchedOtherwise }) => touchedOtherwise !== undefined),
  }),
  'touchless-coverage': share(({ touched }) => touched !== undefined, settledInvoices),
  'on-time-rate': share(isOnTime, dueInvoices),
  'on-time-value-rate': shareOf(amount, isOnTime, dueInvoices),
  'on-time-of-paid': share(isOnTime, { which: paidWithDueDate, when: settled }),
  'paid-early-rate': share(isPaidEarly, { which: paidWithDueDate, when: settled }),
  'paid-early-value-rate': shareOf(amount, isPaidEarly, { which: paidWithDueDate, when: settled }),
  ...Object.fromEntries(
    stages.flatMap((stage, position) => {
      const before = stages[position - 1];
      return [
        [`reached-${stage}`, count({ ...cohort, which: both(isInvoice, hasReached(stage)) })],
        ...(before
          ? [
              [
                `conversion-to-${stage}`,
                share(hasReached(stage), { ...cohort, which: both(isInvoice, hasReached(before)) }),
              ],
            ]
          : []),
      ];
    }),
  ),
};
