import { type AlertRequest, alertActs, type ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What the routes of alerts ask the cell. */
export interface AlertQueries {
  actOnAlert(request: AlertRequest): Promise<ListedAlert>;
}

/** One line of text, as people write names. */
const oneLine = { type: 'string', pattern: '^[^\\p{Cc}]{1,200}$' } as const;

const requestSchema = {
  type: 'object',
  required: ['id', 'act', 'by'],
  additionalProperties: false,
  properties: { id: oneLine, act: { enum: [...alertActs] }, by: oneLine },
} as const;

/** What operators do to alerts; everybody may list them. */
export function alertTable({ actOnAlert }: AlertQueries): Pick<OperatorSettings, 'acts' | 'reads'> {
  return { acts: { 'alerts/act': operatorAct<AlertRequest>(requestSchema, actOnAlert) }, reads: {} };
}
