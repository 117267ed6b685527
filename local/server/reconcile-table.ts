import { instantFrom, refuseOthers } from '../../dashboards/query-parameters.ts';
import type { Minutes } from '../../functions/core/conservation/minute-digest.ts';
import type { ReconcileService } from '../../operations/reconcile/service.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

const instant = { type: 'integer', minimum: 0 } as const;
const minutesSchema = {
  type: 'object',
  properties: { from: instant, to: instant },
  required: ['from', 'to'],
  additionalProperties: false,
} as const;

/** The routes of `bems reconcile`. */
export function reconcileTable(cell: ReconcileService): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {
      reconcile: operatorAct<Minutes>(minutesSchema, (minutes) => cell.reconcile(minutes, { putBack: true })),
    },
    reads: {
      'reconcile/span': () => cell.span(),
      reconcile: (parameters) => {
        refuseOthers(parameters, ['from', 'to']);
        const [from = 0, to = 0] = ['from', 'to'].map((name) => instantFrom(parameters, name));
        return cell.reconcile({ from, to }, { putBack: false });
      },
    },
  };
}
