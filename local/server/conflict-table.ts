import { conflictChoices } from '../../functions/core/invoice/conflicts.ts';
import type { Settlement, SettleRequest } from '../../operations/conflicts/settle.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What the routes of conflicts ask the cell. */
export interface ConflictQueries {
  settleConflict(request: SettleRequest): Promise<Settlement>;
}

const id = { type: 'string', minLength: 1, maxLength: 128 } as const;

const requestSchema = {
  type: 'object',
  required: ['invoiceId', 'eventId', 'choice', 'reason', 'by'],
  additionalProperties: false,
  properties: {
    invoiceId: id,
    eventId: id,
    choice: { enum: [...conflictChoices] },
    counts: { type: 'string', minLength: 1, maxLength: 64 },
    reason: { type: 'string', minLength: 1, maxLength: 2_048 },
    by: { type: 'string', minLength: 1, maxLength: 256 },
    dryRun: { type: 'boolean' },
  },
} as const;

/** What operators decide about conflicts; the history of an invoice shows it to everybody. */
export function conflictTable({ settleConflict }: ConflictQueries): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: { 'conflicts/settle': operatorAct<SettleRequest>(requestSchema, settleConflict) },
    reads: {},
  };
}
