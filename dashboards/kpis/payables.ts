import {
  agedStock,
  awaitsApproval,
  awaitsPosting,
  contractualOn,
  daysAfterReceipt,
  daysPastDue,
  daysPerYear,
  daysSinceReceipt,
  expectedOn,
  fewestForUsual,
  isInvoice,
  isNotReturned,
  isOpen,
  isOverdue,
  optimisticOn,
  overdueStock,
  owedStock,
  usualDays,
} from './derived.ts';
import { all, compare, field, known, number } from './expression.ts';
import type { Kpi, MoneyKpi } from './kpi.ts';

const money = {
  subject: 'invoices',
  unit: 'money',
  groupBy: ['currency'],
  personas: ['finance'],
  aggregate: { kind: 'sum', of: field('openAmount') },
} as const;

/** How what is past is known. */
const inThePast =
  'In the past, due dates and amounts are those that are known by now, and days are counted in UTC.';

/** The days of purchases that DPO looks at. */
const dpoDays = 90;

/** What is owed, since when, and when it has to be paid. */
export const payables = [
  {
    ...money,
    id: 'aging',
    title: 'Aging',
    synonyms: ['aged payables', 'open amount by age'],
    explanation:
      'Open amounts by days past due: due today is not due; 1–30, 31–60, 61–90 and more than 90 days; without a due date; credit notes.',
    leavesOut: inThePast,
    aggregate: { kind: 'sum', of: field('openAmount'), stock: agedStock },
    clock: null,
    where: isOpen,
    groupBy: ['currency', 'aging'],
  },
  {
    ...money,
    id: 'overdue-amount',
    title: 'Overdue',
    synonyms: ['past due', 'overdue payables'],
    explanation: 'Open amounts whose due date is past.',
    leavesOut: `Credit notes, and what has no due date. ${inThePast}`,
    better: 'less',
    aggregate: { kind: 'sum', of: field('openAmount'), stock: overdueStock },
    clock: null,
    where: all(isInvoice, isOpen, isOverdue),
  },
  {
    ...money,
    id: 'cash-flow-contractual',
    title: 'Cash flow by terms',
    synonyms: ['payments due'],
    explanation: 'Open amounts by due date; what is overdue is expected today.',
    leavesOut: 'What has no due date.',
    clock: contractualOn,
    where: isOpen,
  },
  {
    ...money,
    id: 'cash-flow-optimistic',
    title: 'Cash flow with discounts',
    explanation:
      'Open amounts by the last day of a discount that can still be had, otherwise by due date. The discount itself is not deducted.',
    leavesOut: 'What has neither a due date nor such a discount.',
    clock: optimisticOn,
    where: isOpen,
  },
  {
    ...money,
    id: 'cash-flow-expected',
    title: 'Cash flow as expected (estimate)',
    synonyms: ['cash forecast', 'expected payments'],
    explanation: `An estimate: open amounts by due date and the days by which the vendor’s invoices are usually paid late, or early: the median of those settled in the last ${usualDays} days. With fewer than ${fewestForUsual} of them, that of all invoices in the currency; with fewer than ${fewestForUsual} of those, by due date alone. Nothing is expected before today.`,
    leavesOut:
      'What has no due date. Days on which no payments are made, and whatever is different about an invoice than about those before it. What is usual may be a minute old.',
    isEstimate: true,
    clock: expectedOn,
    where: isOpen,
  },
  {
    ...money,
    id: 'accrued-unapproved',
    title: 'Received, not approved',
    synonyms: ['accruals awaiting approval'],
    explanation: 'Open amounts that nobody has approved: the first part of accruals.',
    leavesOut: 'What was rejected or denied. Taxes are not told apart.',
    clock: null,
    where: awaitsApproval,
  },
  {
    ...money,
    id: 'accrued-unposted',
    title: 'Approved, not posted',
    synonyms: ['accruals awaiting posting', 'approved but not booked'],
    explanation: 'Open amounts that were approved and not yet posted: the second part of accruals.',
    clock: null,
    where: awaitsPosting,
  },
  {
    subject: 'invoices',
    id: 'days-payable-outstanding',
    title: 'DPO (purchases)',
    synonyms: ['DPO', 'days payable outstanding'],
    explanation: `Approved and unpaid amounts, credit notes deducted, ÷ purchases received in the ${dpoDays} days up to the same day × ${dpoDays}.`,
    leavesOut:
      'What was rejected or denied; of purchases, what is so by now. Not defined without purchases. In the past, what is known only by now counts. It is not how long it takes to pay: see days to pay.',
    unit: 'days',
    looksBack: dpoDays,
    personas: ['executive', 'finance'],
    groupBy: ['currency'],
    clock: null,
    aggregate: {
      kind: 'ratio',
      of: {
        sum: field('openAmount'),
        where: all(isOpen, known('approvedAt')),
        stock: { ...owedStock, entered: field('approvedAt') },
      },
      to: {
        sum: field('amount'),
        where: all(
          isNotReturned,
          compare(daysSinceReceipt, '>=', number(0)),
          compare(daysSinceReceipt, '<', number(dpoDays)),
        ),
        stock: {
          ...{ where: isNotReturned, sum: field('amount') },
          ...{ entered: field('beganOn'), left: daysAfterReceipt(dpoDays) },
        },
      },
      times: dpoDays,
    },
  },
  {
    ...money,
    id: 'late-payment-cost',
    title: 'Cost of paying late',
    synonyms: ['late interest', 'cost of late payment'],
    explanation: `Overdue open amount × a yearly rate × days past due ÷ ${daysPerYear}. The rate is an assumption.`,
    leavesOut: 'Credit notes, and what was paid late and is settled.',
    better: 'less',
    clock: null,
    where: all(isInvoice, isOpen, isOverdue),
    aggregate: {
      kind: 'sum',
      of: {
        portion: { product: [field('openAmount'), daysPastDue] },
        ...{ times: { assumption: 'latePaymentRate' }, over: 10_000 * daysPerYear },
      },
    },
  },
] as const satisfies readonly (Kpi | MoneyKpi)[];
