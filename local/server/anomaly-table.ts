import {
  type AnomalyRequest,
  anomalyActs,
  type ListedAnomaly,
} from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What the routes of anomalies ask the cell. */
export interface AnomalyQueries {
  actOnAnomaly(request: AnomalyRequest): Promise<ListedAnomaly>;
}

const oneLine = { type: 'string', pattern: '^[^\\p{Cc}]{1,200}$' } as const;

const requestSchema = {
  type: 'object',
  required: ['id', 'act', 'by'],
  additionalProperties: false,
  properties: {
    id: oneLine,
    act: { enum: [...anomalyActs] },
    by: oneLine,
    reason: { type: 'string', minLength: 1, maxLength: 2_048 },
  },
} as const;

/** What operators say of anomalies; everybody may list them. */
export function anomalyTable({ actOnAnomaly }: AnomalyQueries): Pick<OperatorSettings, 'acts' | 'reads'> {
  return { acts: { 'anomalies/act': operatorAct<AnomalyRequest>(requestSchema, actOnAnomaly) }, reads: {} };
}
