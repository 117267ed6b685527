import { isInvoice, isUnattainable } from './derived.ts';
import { all, any, compare, field, isIn, known, today } from './expression.ts';
import type { Condition, Kpi, MoneyKpi } from './kpi.ts';

const money = {
  subject: 'invoices',
  unit: 'money',
  groupBy: ['currency'],
  personas: ['finance'],
  clock: field('discountDate'),
} as const;

/** The window has closed: its last day is past, or the invoice is settled. */
const isClosed: Condition = all(
  isInvoice,
  known('discountAvailable'),
  any(compare(field('discountDate'), '<', today), isIn('state', 'settled')),
);

/** What remains of a discount once what was taken is deducted. */
const missed = {
  cases: [[known('discountTaken'), { minus: [field('discountAvailable'), field('discountTaken')] }]],
  otherwise: field('discountAvailable'),
} as const;

/** Discounts for paying early. */
export const discounts = [
  {
    ...money,
    id: 'discounts-available',
    title: 'Discounts available',
    explanation: 'Discounts whose last day was in the period and whose window has closed.',
    leavesOut: 'Credit notes. Windows that are still open.',
    where: isClosed,
    aggregate: { kind: 'sum', of: field('discountAvailable') },
  },
  {
    ...money,
    id: 'discounts-taken',
    title: 'Discounts taken',
    explanation:
      'Of these, what was paid less; where payments do not say what they paid, the whole discount if paid by its last day.',
    better: 'more',
    where: isClosed,
    aggregate: { kind: 'sum', of: field('discountTaken') },
  },
  {
    ...money,
    id: 'discounts-missed',
    title: 'Discounts missed',
    explanation: 'Of these, what could have been had and was not.',
    leavesOut: 'Invoices that came after the last day of their discount.',
    better: 'less',
    where: all(isClosed, compare(field('discountDate'), '>=', field('beganOn'))),
    aggregate: { kind: 'sum', of: missed },
  },
  {
    ...money,
    id: 'discounts-unattainable',
    title: 'Discounts unattainable',
    explanation: 'Of these, what could not be had: the invoice came after the last day of its discount.',
    where: all(isClosed, isUnattainable),
    aggregate: { kind: 'sum', of: missed },
  },
  {
    subject: 'invoices',
    unit: 'share',
    personas: ['finance', 'executive'],
    id: 'discount-capture-rate',
    title: 'Discount capture',
    explanation: 'Discounts taken ÷ discounts available, of the windows that closed in the period.',
    leavesOut: 'Credit notes. Windows that are still open.',
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
] as const satisfies readonly (Kpi | MoneyKpi)[];
