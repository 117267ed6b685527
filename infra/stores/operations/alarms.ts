import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { refusedCalls } from '../../metrics/aws-metrics.ts';
import { operationsKinds } from './kinds.ts';

/** The alarms of the operations table. */
export function operationsAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const { operationsTable } = names(prefix);
  return alarmsOfKinds(operationsKinds, [
    {
      kind: 'operations-throttled',
      watches: [operationsTable],
      metric: refusedCalls(operationsTable),
    },
  ]);
}
