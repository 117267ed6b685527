import { byStage, stages } from '../../schemas/stages.ts';
import type { Dashboard } from './dashboard.ts';

/** Per stage the KPI whose invoices are behind an anomaly of it. */
export const invoicesBehind = byStage((stage) => `reached-${stage}`);

/** Whether invoices come in, are worked off and are paid, in figures and money. */
export const executive = {
  id: 'executive',
  title: 'Executive',
  sections: [
    {
      title: 'Invoices',
      panels: [
        {
          kind: 'usual',
          title: 'Today so far',
          help: 'Whatever the period: against the same weekday of the weeks before, up to the same time of day.',
          kpis: ['received-invoices', 'paid-invoices'],
          weeks: 8,
          atLeast: 3,
        },
        {
          kind: 'anomalies',
          title: 'What is unusual',
          invoices: invoicesBehind,
        },
        {
          kind: 'figures',
          title: 'Counts',
          help: 'What is open is as of the end of the period, what is returned as of now.',
          kpis: ['open-invoices', 'received-invoices', 'paid-invoices', 'returned-invoices'],
        },
        {
          kind: 'figures',
          title: 'Value',
          help: 'What is open and DPO are as of the end of the period.',
          kpis: ['open-amount', 'received-amount', 'paid-amount', 'days-payable-outstanding'],
        },
        {
          kind: 'time',
          title: 'Received and paid',
          kpis: ['received-invoices', 'paid-invoices'],
          judgedAs: { stages: ['ingestion', 'posting'], measure: 'events' },
        },
        {
          kind: 'time',
          title: 'Value received and paid',
          kpis: ['received-amount', 'paid-amount'],
          judgedAs: { stages: ['ingestion', 'posting'], measure: 'amount' },
        },
      ],
    },
    {
      title: 'How fast, and how well',
      panels: [
        {
          kind: 'figures',
          title: 'Time from receipt',
          kpis: [
            'receipt-to-approved-p50',
            'receipt-to-approved-p90',
            'receipt-to-paid-p50',
            'receipt-to-paid-p90',
          ],
        },
        {
          kind: 'figures',
          title: 'Touchless, and exceptions',
          kpis: ['touchless-rate', 'touchless-coverage', 'exception-rate'],
        },
        {
          kind: 'funnel',
          title: 'How far they get',
          help: 'Of the invoices received in the period, those that have reached each stage so far.',
          kpis: ['received-invoices', ...stages.map((stage) => `reached-${stage}`)],
          width: 'half',
        },
        { kind: 'freshness', title: 'Freshness', width: 'half' },
      ],
    },
  ],
} as const satisfies Dashboard;
