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
      'An alarm rang and its message did not reach an address: somebody relies on a bell that is broken.',
    because: 'The other topic still rings. A topic without messages reports nothing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
