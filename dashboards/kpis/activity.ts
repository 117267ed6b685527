import { kindOf } from '../../functions/core/invoice/lifecycle.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { field, isIn } from './expression.ts';
import type { Kpi } from './kpi.ts';

const exceptionStatuses = stages.flatMap((stage) =>
  stageStatuses[stage].filter((status) => kindOf(stage, status) === 'exception'),
);

const ofEvents = { subject: 'events', unit: 'count', clock: field('receivedAt') } as const;

export const activity = [
  {
    ...ofEvents,
    id: 'events',
    title: 'Traffic',
    synonyms: ['events', 'event volume'],
    explanation: 'Visible events, by when they were received.',
    leavesOut: 'Repeats of an event, and contents that were declared not to count.',
    personas: ['operations'],
    aggregate: { kind: 'count', of: 'rows' },
  },
  {
    ...ofEvents,
    id: 'exceptions',
    title: 'Exceptions',
    explanation: 'Events that say somebody has to look: rejected, mismatched, denied or failed.',
    better: 'less',
    personas: ['operations'],
    aggregate: { kind: 'count', of: 'rows' },
    // By status rather than kind: the rollup of every store has the status.
    where: isIn('status', ...exceptionStatuses),
  },
  {
    ...ofEvents,
    id: 'active-invoices',
    title: 'Active invoices',
    explanation: 'Distinct invoices that something happened to.',
    personas: ['operations'],
    aggregate: { kind: 'count', of: 'invoices' },
  },
] as const satisfies readonly Kpi[];
