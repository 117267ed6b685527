import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { timeoutSeconds } from '../../cells/timeouts.ts';

/** A function as the monitoring knows it. */
export interface WatchedFunction {
  readonly subject: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
}

/** The functions that take messages off queues: relay, processors, writer of records that were put off. */
export function consumersOf({ prefix }: Pick<Cell, 'prefix'>): readonly WatchedFunction[] {
  const name = names(prefix);
  return [
    { subject: 'relay', functionName: name.relayFunction, timeoutSeconds: timeoutSeconds.relay },
    ...stages.map((stage) => ({
      subject: stage,
      functionName: name.processorFunction(stage),
      timeoutSeconds: timeoutSeconds.processor,
    })),
    { subject: 'records', functionName: name.recordFunction, timeoutSeconds: timeoutSeconds.recordWriter },
  ];
}

/** The functions of a cell that one set of alarms fits: those that have alarms of their own are left out. */
export function functionsOf(cell: Pick<Cell, 'prefix'>): readonly WatchedFunction[] {
  const name = names(cell.prefix);
  return [
    ...consumersOf(cell),
    { subject: 'history', functionName: name.historyFunction, timeoutSeconds: timeoutSeconds.history },
    {
      subject: 'detector',
      functionName: name.stuckInvoiceFunction,
      timeoutSeconds: timeoutSeconds.stuckInvoices,
    },
  ];
}
