import {
  daysOfDiscount,
  daysPerYear,
  isInvoice,
  isNotReturned,
  isRewardedEarly,
  isUnattainable,
} from './derived.ts';
import { all, any, compare, field, known, today, unknown } from './expression.ts';
import type { Condition, Kpi, MoneyKpi } from './kpi.ts';

const money = {
  subject: 'invoices',
  unit: 'money',
  groupBy: ['currency'],
  personas: ['finance'],
  clock: field('discountDate'),
} as const;

/**
 * The window has closed: its last day is past. Whether the discount was taken does not matter, or
 * those taken early would count before those that are going to be missed.
 */
const isClosed: Condition = all(
  isInvoice,
  isNotReturned,
  known('discountAvailable'),
  compare(field('discountDate'), '<', today),
);
const leftOut = 'Credit notes, what was rejected or denied, and windows that are still open.';

/** What remains of a discount once what was taken is deducted. */
const missed = {
  cases: [[known('discountTaken'), { minus: [field('discountAvailable'), field('discountTaken')] }]],
  otherwise: field('discountAvailable'),
} as const;
/** Whether something remains: who rounds a discount up takes a cent more than there was. */
const isMissed: Condition = any(
  unknown('discountTaken'),
  compare(field('discountTaken'), '<', field('discountAvailable')),
);

/** Discounts for paying early. */
export const discounts = [
  {
    ...money,
    id: 'discounts-available',
    title: 'Discounts available',
    synonyms: ['cash discounts', 'early payment discounts'],
    explanation:
      'Discounts whose last day was in the period and is past, each rounded to the unit of its currency: a half down.',
    leavesOut: leftOut,
    where: isClosed,
    aggregate: { kind: 'sum', of: field('discountAvailable') },
  },
  {
    ...money,
    id: 'discounts-taken',
    title: 'Discounts taken',
    synonyms: ['discounts used', 'captured discounts'],
    explanation:
      'Of these, what was paid less; where payments do not say what they paid, the whole discount if paid by its last day.',
    leavesOut: leftOut,
    better: 'more',
    where: isClosed,
    aggregate: { kind: 'sum', of: field('discountTaken') },
  },
  {
    ...money,
    id: 'discounts-missed',
    title: 'Discounts missed',
    synonyms: ['lost discounts'],
    explanation:
      'Of these, what could have been had and was not; nothing where as much was taken as there was, or more.',
    leavesOut: `${leftOut} Invoices that came after the last day of their discount.`,
    better: 'less',
    where: all(isClosed, isMissed, compare(field('discountDate'), '>=', field('beganOn'))),
    aggregate: { kind: 'sum', of: missed },
  },
  {
    ...money,
    id: 'discounts-unattainable',
    title: 'Discounts unattainable',
    explanation: 'Of these, what could not be had: the invoice came after the last day of its discount.',
    leavesOut: leftOut,
    where: all(isClosed, isMissed, isUnattainable),
    aggregate: { kind: 'sum', of: missed },
  },
  {
    subject: 'invoices',
    unit: 'share',
    personas: ['finance', 'executive'],
    id: 'discount-capture-rate',
    title: 'Discount capture',
    synonyms: ['share of discounts taken'],
    explanation: 'Discounts taken ÷ discounts available, of the windows that closed in the period.',
    leavesOut: leftOut,
    better: 'more',
    groupBy: ['currency'],
    clock: field('discountDate'),
    where: isClosed,
    aggregate: {
      kind: 'ratio',
      of: { sum: field('discountTaken') },
      to: { sum: field('discountAvailable') },
    },
  },
  {
    subject: 'invoices',
    unit: 'share',
    personas: ['finance'],
    id: 'discount-yearly-rate',
    title: 'Yearly rate of discounts',
    explanation: `What the discounts that were available are worth as a simple yearly rate: available ÷ (what the invoice costs with its discount × days from the last day of the discount to the due date) × ${daysPerYear}. 2 % for paying 20 days early is 37.2 % a year.`,
    leavesOut: `${leftOut} Invoices without a due date, and discounts that last until it. Interest on interest.`,
    groupBy: ['currency'],
    clock: field('discountDate'),
    where: all(isClosed, isRewardedEarly),
    aggregate: {
      kind: 'ratio',
      of: { sum: field('discountAvailable') },
      to: {
        sum: { product: [{ minus: [field('amount'), field('discountAvailable')] }, daysOfDiscount] },
      },
      times: daysPerYear,
    },
  },
] as const satisfies readonly (Kpi | MoneyKpi)[];
