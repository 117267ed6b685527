import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The kinds of alarms of the operations table. */
export const operationsKinds = {
  'operations-throttled': {
    ...lasting,
    runbook: 'The operations table is throttled',
    group: 'operations',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'DynamoDB throttles the records of operations: alerts and audit entries are late.',
    because: 'Callers retry, so a short burst does no harm. The metric is only sent when it is not zero.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
