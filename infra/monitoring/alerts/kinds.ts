import { type AlarmKind, anyAtAll, atOnce, operations } from '../../metrics/alarm-kind.ts';

/** The alarms themselves. */
export const alertKinds = {
  'alerts-undelivered': {
    ...atOnce,
    runbook: 'Alerts do not arrive',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means:
      'An alarm rang, but its message did not reach an address: somebody relies on an alert that never comes.',
    because: 'The other topics still work. A topic without messages reports nothing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
