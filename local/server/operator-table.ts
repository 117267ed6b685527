import { type AlertRequest, alertActs } from '../../functions/core/alerts/listed-alert.ts';
import type { PathThread } from '../runtime/path.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/**
 * What operators do to the cell, and what only they may read. An operation adds a line for each of
 * its resources; its body is checked by `operatorAct`.
 */
export function operatorTable(
  cell: string,
  path: Pick<PathThread, 'call'>,
): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {
      'alerts/act': operatorAct<AlertRequest>(alertRequest, (request) => path.call('actOnAlert', request)),
    },
    reads: {
      // Pages ask this before they keep a key.
      operator: async () => ({ cell }),
    },
  };
}

/** One line of text, as people write names. */
const oneLine = { type: 'string', pattern: '^[^\\p{Cc}]{1,200}$' } as const;

const alertRequest = {
  type: 'object',
  required: ['id', 'act', 'by'],
  additionalProperties: false,
  properties: { id: oneLine, act: { enum: [...alertActs] }, by: oneLine },
} as const;
