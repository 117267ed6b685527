import type { Dashboard } from './dashboard.ts';

/** What is owed to one vendor, how it is paid, and how its invoices go: every panel is narrowed to it. */
export const vendorPage = {
  id: 'vendor',
  title: 'Vendor',
  sections: [
    {
      title: 'Owed',
      panels: [
        {
          kind: 'figures',
          title: 'Open',
          help: 'As of now; of a period that is over, what was open or overdue at its end.',
          kpis: ['open-invoices', 'open-amount', 'overdue-amount', 'late-payment-cost'],
        },
        {
          kind: 'aging',
          title: 'Aging',
          help: 'Open amounts by days past due. Due today is not due.',
          kpi: 'aging',
        },
        {
          kind: 'invoices',
          title: 'Largest open invoices',
          help: 'Of each currency.',
          kpi: 'open-amount',
          limit: 10,
          byDueDate: 'open-invoices',
        },
      ],
    },
    {
      title: 'Received and paid',
      panels: [
        {
          kind: 'figures',
          title: 'In the period',
          kpis: ['received-invoices', 'received-amount', 'paid-invoices', 'paid-amount'],
        },
        {
          kind: 'time',
          title: 'Received and paid over time',
          kpis: ['received-invoices', 'paid-invoices'],
        },
      ],
    },
    {
      title: 'How well it is paid',
      panels: [
        {
          kind: 'figures',
          title: 'Days to pay, and on time',
          kpis: [
            'days-late',
            'days-to-pay',
            'days-from-receipt-to-payment',
            'on-time-rate',
            'on-time-of-paid',
            'on-time-value-rate',
          ],
        },
      ],
    },
    {
      title: 'How well its invoices go',
      panels: [
        {
          kind: 'figures',
          title: 'Exceptions and matching',
          kpis: ['exception-rate', 'first-time-match-rate', 'touchless-rate', 'returned-invoices'],
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
          kpis: ['discounts-available', 'discounts-taken', 'discounts-missed', 'discount-capture-rate'],
        },
      ],
    },
  ],
} as const satisfies Dashboard;
