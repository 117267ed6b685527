import { dwellField } from '../../functions/core/measures/invoice-snapshot.ts';
import { stages } from '../../schemas/stages.ts';
import {
  daysFromReceiptToPayment,
  daysLate,
  daysToPay,
  delayInPosting,
  isInvoice,
  isSettled,
  leftAt,
  receiptToApproved,
  receiptToPaid,
} from './derived.ts';
import { all, field, known } from './expression.ts';
import type { Aggregate, Expression, Kpi } from './kpi.ts';

const ofInvoices = { subject: 'invoices', better: 'less' } as const;
const noCredits = 'Credit notes.';

/** The percentiles that are shown of how long something takes: never the mean alone. */
const percents = [50, 90, 95] as const;

/** What most of them take, in words. */
const shares: Readonly<Record<(typeof percents)[number], string>> = {
  50: 'half',
  90: '90 %',
  95: '95 %',
};

const dayMs = 86_400_000;

const percentile = (of: Expression, percent: number): Aggregate => ({ kind: 'percentile', of, percent });

/** How long each stage takes. */
const cycleTimes = stages.flatMap((stage) =>
  percents.map(
    (percent): Kpi => ({
      ...ofInvoices,
      id: `${stage}-time-p${percent}`,
      title: `Time in ${stage} (p${percent})`,
      explanation: `Of the invoices that left ${stage} in the period, ${shares[percent]} had entered it at most so long before.`,
      leavesOut: `${noCredits} Invoices that are still in the stage.`,
      unit: 'duration',
      personas: ['operations'],
      clock: leftAt(stage),
      where: all(isInvoice, known(dwellField(stage))),
      aggregate: percentile(field(dwellField(stage)), percent),
    }),
  ),
);

const postingDelay: Kpi = {
  ...ofInvoices,
  id: 'posting-delay-p90',
  title: 'Time in posting after the due date (p90)',
  explanation:
    'Of the invoices that left posting in the period, 90 % had been in it at most so long after their due date was over (UTC): until then they wait on purpose.',
  leavesOut: `${noCredits} Invoices that are still in posting. Of an invoice without a due date, all of its time in posting counts.`,
  unit: 'duration',
  personas: ['operations'],
  clock: leftAt('posting'),
  where: all(isInvoice, known(dwellField('posting'))),
  aggregate: percentile(delayInPosting, 90),
};

const approvalTimes = percents.map(
  (percent): Kpi => ({
    ...ofInvoices,
    id: `receipt-to-approved-p${percent}`,
    title: `Receipt to approved (p${percent})`,
    explanation: `Of the invoices approved in the period, ${shares[percent]} had been received at most so long before.`,
    leavesOut: noCredits,
    unit: 'duration',
    personas: ['executive', 'operations'],
    clock: field('approvedAt'),
    where: all(isInvoice, known('approvedAt')),
    aggregate: percentile(receiptToApproved, percent),
  }),
);

const meanApprovalTime: Kpi = {
  ...ofInvoices,
  id: 'receipt-to-approved-mean',
  title: 'Receipt to approved (mean)',
  explanation:
    'Mean time from receipt to approval, of the invoices approved in the period: what others publish. A few that took long move it; see the percentiles.',
  leavesOut: noCredits,
  unit: 'duration',
  personas: ['executive'],
  // The mean of all companies is 17.4 days in the same source.
  target: {
    value: 3.1 * dayMs,
    source: 'Ardent Partners, AP Metrics that Matter in 2025: best in class',
  },
  clock: field('approvedAt'),
  where: all(isInvoice, known('approvedAt')),
  aggregate: { kind: 'mean', of: receiptToApproved },
};

const paymentTimes = percents.map(
  (percent): Kpi => ({
    ...ofInvoices,
    id: `receipt-to-paid-p${percent}`,
    title: `Receipt to paid (p${percent})`,
    explanation: `Of the invoices settled in the period, ${shares[percent]} had been received at most so long before.`,
    leavesOut: noCredits,
    unit: 'duration',
    personas: ['executive', 'operations'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
    aggregate: percentile(receiptToPaid, percent),
  }),
);

const daysPaid = [
  {
    ...ofInvoices,
    id: 'days-to-pay',
    title: 'Days to pay, from invoice date',
    synonyms: ['payment time', 'days until payment'],
    explanation:
      'Mean number of days from the date on the invoice to the payment that settled it in the period.',
    leavesOut: `${noCredits} Invoices without a date.`,
    unit: 'days',
    personas: ['finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
    aggregate: { kind: 'mean', of: daysToPay },
  },
  {
    ...ofInvoices,
    id: 'days-from-receipt-to-payment',
    title: 'Days to pay, from receipt',
    explanation:
      'Mean number of calendar days from receipt to the payment that settled the invoice in the period (APQC 100575).',
    leavesOut: noCredits,
    unit: 'days',
    personas: ['finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
    aggregate: { kind: 'mean', of: daysFromReceiptToPayment },
  },
  {
    ...ofInvoices,
    id: 'days-late',
    title: 'Days late',
    synonyms: ['payment delay'],
    explanation:
      'Mean number of days from the due date to the payment that settled the invoice in the period; below 0 if they were paid early.',
    leavesOut: `${noCredits} Invoices without a due date, and what is overdue and not settled.`,
    unit: 'days',
    personas: ['finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
    aggregate: { kind: 'mean', of: daysLate },
  },
] as const satisfies readonly Kpi[];

/** How long invoices take. */
export const speed: readonly Kpi[] = [
  ...cycleTimes,
  postingDelay,
  ...approvalTimes,
  meanApprovalTime,
  ...paymentTimes,
  ...daysPaid,
];
