import { type AlertRequest, alertActs, type ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import { type DeadLetterRoutePorts, deadLetterRoutes } from './dead-letter-routes.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What operations run on. */
interface OperationPorts extends DeadLetterRoutePorts {
  /** Name of the cell. */
  readonly cell: string;
  actOnAlert(request: AlertRequest): Promise<ListedAlert>;
}

/**
 * What operators do to the cell, and what only they may read. An operation adds a line for each of
 * its resources; its body is checked by `operatorAct`.
 */
export function operatorTable(ports: OperationPorts): Pick<OperatorSettings, 'acts' | 'reads'> {
  const deadLetters = deadLetterRoutes(ports);
  return {
    acts: {
      ...deadLetters.acts,
      'alerts/act': operatorAct<AlertRequest>(alertRequest, ports.actOnAlert),
    },
    reads: {
      // Pages ask this before they keep a key.
      operator: async () => ({ cell: ports.cell }),
      ...deadLetters.reads,
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
