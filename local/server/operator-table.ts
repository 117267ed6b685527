import type { Records } from '../../functions/core/ports.ts';
import type { ReconcileService } from '../../operations/reconcile/service.ts';
import { type AlertQueries, alertTable } from './alert-table.ts';
import { type AnomalyQueries, anomalyTable } from './anomaly-table.ts';
import { auditTable } from './audit-table.ts';
import { type ConflictQueries, conflictTable } from './conflict-table.ts';
import { type DeadLetterRoutePorts, deadLetterRoutes } from './dead-letter-routes.ts';
import type { OperatorSettings } from './operator-routes.ts';
import { reconcileTable } from './reconcile-table.ts';
import { type ReplayQueries, replayTable } from './replay-table.ts';

/** What operations run on. */
interface OperationPorts extends DeadLetterRoutePorts, AlertQueries, AnomalyQueries, ConflictQueries {
  readonly records: Pick<Records, 'create' | 'list'>;
  /** Name of the cell. */
  readonly cell: string;
  readonly replay: ReplayQueries;
  readonly reconcile: ReconcileService;
}

/**
 * What operators do to the cell, and what only they may read. Each operation has a table of its own;
 * its bodies are checked by `operatorAct`.
 */
export function operatorTable(ports: OperationPorts): Pick<OperatorSettings, 'acts' | 'reads'> {
  const tables = [
    alertTable(ports),
    anomalyTable(ports),
    auditTable(ports.records),
    conflictTable(ports),
    deadLetterRoutes(ports),
    replayTable(ports.replay),
    reconcileTable(ports.reconcile),
  ];
  return {
    acts: Object.assign({}, ...tables.map(({ acts }) => acts)),
    reads: {
      // Pages ask this before they keep a key.
      operator: async () => ({ cell: ports.cell }),
      ...Object.assign({}, ...tables.map(({ reads }) => reads)),
    },
  };
}
