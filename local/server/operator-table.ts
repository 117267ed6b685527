import type { OperatorSettings } from './operator-routes.ts';

/**
 * What operators do to the cell, and what only they may read. An operation adds a line for each of
 * its resources; its body is checked by `operatorAct`.
 */
export function operatorTable(cell: string): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {},
    reads: {
      // Pages ask this before they keep a key.
      operator: async () => ({ cell }),
    },
  };
}
