import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The kinds of alarms of the ledger. */
export const ledgerKinds = {
  'ledger-throttled': {
    ...lasting,
    runbook: 'The ledger is throttled',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'DynamoDB throttles reads or writes of the ledger: events are retried and late.',
    because:
      'The functions retry, so a short burst does no harm. The metric is only sent when it is not zero.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
