import type { Dashboard } from './dashboard.ts';

/** What is owed, when it has to be paid, and how well it is paid. */
export const finance = {
  id: 'finance',
  title: 'Finance',
  sections: [
    {
      title: 'Owed',
      panels: [
        {
          kind: 'figures',
          title: 'Payables',
          help: 'As of now. Of a period that is over, what was open or overdue and DPO are as of its end.',
          kpis: ['open-amount', 'overdue-amount', 'late-payment-cost', 'days-payable-outstanding'],
          width: 'two-thirds',
        },
        {
          kind: 'figures',
          title: 'Accruals',
          help: 'Received or approved, and not in the books yet.',
          kpis: ['accrued-unapproved', 'accrued-unposted'],
          width: 'third',
        },
        {
          kind: 'aging',
          title: 'Aging',
          help: 'Open amounts by days past due. Due today is not due.',
          kpi: 'aging',
        },
        {
          kind: 'time',
          title: 'Open amount over time',
          help: 'At the end of each step, by what is known today.',
          kpis: ['open-amount'],
        },
        {
          kind: 'time',
          title: 'DPO over time',
          help: 'Approved and unpaid at the end of each step, in days of purchases.',
          kpis: ['days-payable-outstanding'],
        },
      ],
    },
    {
      title: 'To be paid',
      panels: [
        {
          kind: 'time',
          title: 'Cash flow by week',
          help: 'Open amounts by the week in which they fall due; what is overdue falls into this week. What is dashed is an estimate of what is open, moved by how late its vendor is usually paid; the console’s simulated forecast is another one, with pay days and invoices that are still to come.',
          kpis: ['cash-flow-contractual', 'cash-flow-optimistic', 'cash-flow-expected'],
          weeksAhead: 13,
        },
        {
          kind: 'forecast',
          title: 'Cash flow forecast (estimate)',
          help: 'Simulated from how invoices were paid so far: by age, pay day and vendor, with invoices that are still to come. How good that is stands in docs/evaluation.md.',
        },
        {
          kind: 'invoices',
          title: 'Largest open invoices',
          help: 'Of each currency.',
          kpi: 'open-amount',
          limit: 5,
        },
      ],
    },
    {
      title: 'How well it is paid',
      panels: [
        {
          kind: 'figures',
          title: 'Days to pay, and on time',
          kpis: ['days-to-pay', 'days-from-receipt-to-payment', 'on-time-rate', 'on-time-of-paid'],
          width: 'two-thirds',
        },
        {
          kind: 'figures',
          title: 'By value',
          help: 'Of the amounts that were due in the period.',
          kpis: ['on-time-value-rate'],
          width: 'third',
        },
        {
          kind: 'table',
          title: 'By vendor',
          help: 'Who is paid, how late, how fast, and how often on time.',
          by: 'vendorId',
          kpis: ['paid-invoices', 'days-late', 'days-to-pay', 'days-from-receipt-to-payment', 'on-time-rate'],
        },
      ],
    },
    {
      title: 'Discounts',
      panels: [
        {
          kind: 'figures',
          title: 'Discounts for paying early',
          help: 'Of the windows that closed in the period.',
          kpis: [
            'discounts-available',
            'discounts-taken',
            'discounts-missed',
            'discounts-unattainable',
            'discount-capture-rate',
          ],
        },
      ],
    },
  ],
} as const satisfies Dashboard;
