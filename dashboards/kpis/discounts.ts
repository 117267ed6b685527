import type { MoneyKpi } from './kpi.ts';

export const discountsTaken = {
  id: 'discounts-taken',
  title: 'Discounts taken',
  explanation: 'Early-payment discounts of invoices paid by their discount date.',
  unit: 'money',
  aggregate: { kind: 'sum', of: 'discountTaken' },
  groupBy: ['currency'],
  clock: 'occurredAt',
} as const satisfies MoneyKpi;

export const discountsMissed = {
  id: 'discounts-missed',
  title: 'Discounts missed',
  explanation: 'Early-payment discounts of invoices paid after their discount date.',
  unit: 'money',
  aggregate: { kind: 'sum', of: 'discountMissed' },
  groupBy: ['currency'],
  clock: 'occurredAt',
} as const satisfies MoneyKpi;
