import { isInvoice, isOpen, isReturned, isSettled, openStock, owedStock } from './derived.ts';
import { all, field } from './expression.ts';
import type { Kpi, MoneyKpi } from './kpi.ts';

const counted = { subject: 'invoices', unit: 'count', aggregate: { kind: 'count', of: 'rows' } } as const;
const money = { subject: 'invoices', unit: 'money', groupBy: ['currency'] } as const;
const noCredits = 'Credit notes.';
/** What one has to know of a figure of open invoices in the past. */
const restated =
  'In the past, what is known only by now counts: amounts, currencies and vendors are today’s, and an invoice that was returned and taken up again was open all the time.';

/** How many invoices there are, and what they are worth. */
export const volume = [
  {
    ...counted,
    id: 'received-invoices',
    title: 'Received',
    synonyms: ['incoming invoices', 'new invoices', 'invoices received'],
    explanation: 'Invoices that were received: the first thing happened to them in the period.',
    leavesOut: noCredits,
    personas: ['executive', 'finance'],
    clock: field('beganAt'),
    where: isInvoice,
  },
  {
    ...money,
    id: 'received-amount',
    title: 'Received value',
    synonyms: ['incoming value', 'invoiced amount'],
    explanation: 'Sum of the amounts of what was received in the period, credit notes deducted.',
    personas: ['executive', 'finance'],
    aggregate: { kind: 'sum', of: field('amount') },
    clock: field('beganAt'),
  },
  {
    ...counted,
    id: 'paid-invoices',
    title: 'Paid',
    synonyms: ['settled invoices', 'invoices paid'],
    explanation: 'Invoices that were settled in the period: nothing remained to be paid.',
    leavesOut: `${noCredits} Partial payments.`,
    personas: ['executive', 'finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
  },
  {
    ...money,
    id: 'paid-amount',
    title: 'Paid value',
    synonyms: ['settled value', 'amount paid', 'spend'],
    explanation: 'Sum of the amounts of the invoices that were settled in the period, credit notes deducted.',
    leavesOut: 'Partial payments of invoices that are still open. Discounts taken are not deducted.',
    personas: ['executive', 'finance'],
    aggregate: { kind: 'sum', of: field('amount') },
    clock: field('settledAt'),
    where: isSettled,
  },
  {
    ...counted,
    id: 'open-invoices',
    title: 'Open invoices',
    synonyms: ['unpaid invoices', 'outstanding invoices', 'backlog'],
    explanation: 'Invoices that are in one of the stages: received, neither settled nor returned.',
    leavesOut: `${noCredits} ${restated}`,
    personas: ['executive', 'operations', 'finance'],
    clock: null,
    where: all(isInvoice, isOpen),
    aggregate: { kind: 'count', of: 'rows', stock: { ...openStock, where: isInvoice } },
  },
  {
    ...money,
    id: 'open-amount',
    title: 'Open amount',
    synonyms: ['accounts payable', 'payables', 'outstanding amount'],
    explanation:
      'Sum of what remains to be paid of open invoices: amount less payments, credit notes deducted.',
    leavesOut: `What was rejected or denied, because nobody is to pay it as it stands: see “Returned value”, with which it is all that was received and not settled. ${restated}`,
    personas: ['executive', 'finance'],
    aggregate: { kind: 'sum', of: field('openAmount'), stock: owedStock },
    clock: null,
    where: isOpen,
  },
  {
    ...counted,
    id: 'work-in-progress',
    title: 'Work in progress',
    synonyms: ['WIP', 'invoices in process'],
    explanation: 'Open invoices by the stage that they are in now.',
    leavesOut: `${noCredits} Returned invoices are in no stage.`,
    personas: ['operations', 'executive'],
    clock: null,
    where: all(isInvoice, isOpen),
    groupBy: ['stage'],
  },
  {
    ...counted,
    id: 'returned-invoices',
    title: 'Returned',
    synonyms: ['rejected invoices', 'denied invoices'],
    explanation: 'Invoices whose latest event rejected or denied them, and that nobody took up again.',
    leavesOut: noCredits,
    better: 'less',
    personas: ['operations', 'executive'],
    clock: null,
    where: all(isInvoice, isReturned),
  },
  {
    ...money,
    id: 'returned-amount',
    title: 'Returned value',
    synonyms: ['rejected value', 'denied value'],
    explanation:
      'Sum of what would remain to be paid of the invoices that were rejected or denied, credit notes deducted. With the open amount it is all that was received and not settled.',
    better: 'less',
    personas: ['operations', 'finance'],
    aggregate: { kind: 'sum', of: field('openAmount') },
    clock: null,
    where: isReturned,
  },
  {
    ...money,
    id: 'overpaid-amount',
    title: 'Overpaid',
    synonyms: ['overpayments'],
    explanation: 'Sum of what was paid beyond the amounts of invoices.',
    better: 'less',
    personas: ['finance'],
    aggregate: { kind: 'sum', of: field('overpaidAmount') },
    clock: null,
  },
] as const satisfies readonly (Kpi | MoneyKpi)[];
