import { type DeadLetterRoutePorts, deadLetterRoutes } from './dead-letter-routes.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What operations run on. */
interface OperationPorts extends DeadLetterRoutePorts {
  /** Name of the cell. */
  readonly cell: string;
}

/**
 * What operators do to the cell, and what only they may read. An operation adds a line for each of
 * its resources; its body is checked by `operatorAct`.
 */
export function operatorTable(ports: OperationPorts): Pick<OperatorSettings, 'acts' | 'reads'> {
  const deadLetters = deadLetterRoutes(ports);
  return {
    acts: { ...deadLetters.acts },
    reads: {
      // Pages ask this before they keep a key.
      operator: async () => ({ cell: ports.cell }),
      ...deadLetters.reads,
    },
  };
}
