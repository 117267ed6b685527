import { downstreamStages } from '../../../functions/core/downstream/settings.ts';
import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import { type Cell, hasRollups } from '../../cells/cell.ts';
import { relaysOf } from '../../cells/partitions.ts';
import { timeoutSeconds } from '../../cells/timeouts.ts';

/** A function as the monitoring knows it. */
export interface WatchedFunction {
  readonly subject: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
}

/** A function that takes messages off queues, and the metric of those it finished. */
export interface WatchedConsumer extends WatchedFunction {
  readonly passed: 'relayed' | 'processed' | 'called';
}

/** What of a cell decides which functions it has. */
type WatchedCell = Pick<Cell, 'prefix' | 'downstream' | 'timeSeries' | 'partitions' | 'retention'>;

/**
 * The functions that take messages off queues: relays, processors, writer of records that were put
 * off, caller of downstreams.
 */
export function consumersOf({
  prefix,
  downstream,
  partitions,
}: Omit<WatchedCell, 'timeSeries' | 'retention'>): readonly WatchedConsumer[] {
  const name = names(prefix);
  return [
    ...relaysOf(partitions).map(
      ({ group }): WatchedConsumer => ({
        subject: group === undefined ? 'relay' : `relay-${group}`,
        functionName: name.relayFunction(group),
        timeoutSeconds: timeoutSeconds.relay,
        passed: 'relayed',
      }),
    ),
    ...stages.map(
      (stage): WatchedConsumer => ({
        subject: stage,
        functionName: name.processorFunction(stage),
        timeoutSeconds: timeoutSeconds.processor,
        passed: 'processed',
      }),
    ),
    {
      subject: 'records',
      functionName: name.recordFunction,
      timeoutSeconds: timeoutSeconds.recordWriter,
      passed: 'processed',
    },
    ...(downstreamStages(downstream).length === 0
      ? []
      : [
          {
            passed: 'called' as const,
            subject: 'downstream',
            functionName: name.downstreamFunction,
            timeoutSeconds: timeoutSeconds.downstreamCaller,
          },
        ]),
  ];
}

/** The functions of a cell that one set of alarms fits: those that have alarms of their own are left out. */
export function functionsOf(cell: WatchedCell): readonly WatchedFunction[] {
  const name = names(cell.prefix);
  return [
    ...consumersOf(cell),
    { subject: 'history', functionName: name.historyFunction, timeoutSeconds: timeoutSeconds.history },
    {
      subject: 'detector',
      functionName: name.stuckInvoiceFunction,
      timeoutSeconds: timeoutSeconds.stuckInvoices,
    },
    ...(cell.retention.hotDays === undefined
      ? []
      : [
          {
            subject: 'leaving',
            functionName: name.lettingGoFunction,
            timeoutSeconds: timeoutSeconds.lettingGo,
          },
        ]),
    ...(hasRollups(cell)
      ? [
          { subject: 'rollup', functionName: name.rollupFunction, timeoutSeconds: timeoutSeconds.rollup },
          {
            subject: 'anomalies',
            functionName: name.anomalyFunction,
            timeoutSeconds: timeoutSeconds.anomalies,
          },
        ]
      : []),
  ];
}
