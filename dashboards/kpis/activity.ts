import { kindOf } from '../../functions/core/invoice/lifecycle.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import type { CountKpi } from './kpi.ts';

const exceptionStatuses = stages.flatMap((stage) =>
  stageStatuses[stage].filter((status) => kindOf(stage, status) === 'exception'),
);

export const events = {
  id: 'events',
  title: 'Traffic',
  explanation: 'Visible events, by when they were received.',
  unit: 'count',
  aggregate: { kind: 'count', of: 'events' },
  clock: 'receivedAt',
} as const satisfies CountKpi;

export const exceptions = {
  id: 'exceptions',
  title: 'Exceptions',
  explanation: 'Events that say somebody has to look: rejected, mismatched, denied or failed.',
  unit: 'count',
  aggregate: { kind: 'count', of: 'events' },
  clock: 'receivedAt',
  // By status rather than kind: the rollup of every store has the status.
  filter: { status: exceptionStatuses },
} as const satisfies CountKpi;

export const activeInvoices = {
  id: 'active-invoices',
  title: 'Active invoices',
  explanation: 'Distinct invoices that something happened to.',
  unit: 'count',
  aggregate: { kind: 'count', of: 'invoices' },
  clock: 'receivedAt',
} as const satisfies CountKpi;
