import { instantFrom, refuseOthers } from '../../dashboards/query-parameters.ts';
import type { Minutes } from '../../functions/core/conservation/minute-digest.ts';
import type { Reconciliation } from '../../operations/reconcile/reconcile.ts';
import type { Difference } from '../../operations/reconcile/report.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What the routes of reconciling ask the cell. */
export interface ReconcileQueries {
  /** The receipts that can be accounted for, ms since the epoch. */
  span(): Promise<Minutes>;
  reconcile(minutes: Minutes): Promise<Reconciliation>;
  /** @returns how many of them were put back */
  putBack(differences: readonly Difference[]): Promise<number>;
}

/** What reconciling found, and how many of the differences it put back into the path. */
export interface Reconciled extends Reconciliation {
  readonly putBack: number;
}

const instant = { type: 'integer', minimum: 0 } as const;
const minutesSchema = {
  type: 'object',
  properties: { from: instant, to: instant },
  required: ['from', 'to'],
  additionalProperties: false,
} as const;

/** The routes of `bems reconcile`. */
export function reconcileTable(cell: ReconcileQueries): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {
      reconcile: operatorAct<Minutes>(minutesSchema, async (minutes): Promise<Reconciled> => {
        const found = await cell.reconcile(minutes);
        return { ...found, putBack: await cell.putBack(found.differences) };
      }),
    },
    reads: {
      'reconcile/span': () => cell.span(),
      reconcile: async (parameters): Promise<Reconciled> => {
        refuseOthers(parameters, ['from', 'to']);
        const [from = 0, to = 0] = ['from', 'to'].map((name) => instantFrom(parameters, name));
        return { ...(await cell.reconcile({ from, to })), putBack: 0 };
      },
    },
  };
}
