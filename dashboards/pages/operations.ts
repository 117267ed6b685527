import { byStage } from '../../schemas/stages.ts';
import type { Dashboard } from './dashboard.ts';

/** Where invoices wait, and whether what watches them is well. */
export const operations = {
  id: 'operations',
  title: 'Operations',
  sections: [
    {
      title: 'Where invoices wait',
      panels: [
        {
          kind: 'stages',
          title: 'Stages',
          help: 'Invoices that are in each stage now, and how long those that left it in the period were in it.',
          workInProgress: 'work-in-progress',
          times: ['time-p50', 'time-p90', 'time-p95'],
          // Until the due date an invoice waits in posting on purpose.
          delays: byStage((stage) => (stage === 'posting' ? 'posting-delay-p90' : `${stage}-time-p90`)),
        },
        { kind: 'stuck', title: 'Stuck invoices', width: 'half' },
        {
          kind: 'figures',
          title: 'What goes wrong',
          kpis: ['exception-rate', 'first-time-match-rate', 'returned-invoices'],
          width: 'half',
        },
      ],
    },
    {
      title: 'The flow of events',
      panels: [
        { kind: 'traffic', title: 'Events per minute', kpi: 'events', minutes: 60 },
        {
          kind: 'volumes',
          title: 'Events to come (estimate)',
          help: 'How many events each stage will get, by day and by hour, from how many it got so far.',
        },
        { kind: 'health', title: 'Queues, dead letters and alarms', width: 'half' },
        { kind: 'freshness', title: 'Freshness', width: 'half' },
      ],
    },
  ],
} as const satisfies Dashboard;
