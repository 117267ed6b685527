import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The kinds of alarms of a time series in Timestream. */
export const timestreamKinds = {
  'time-series-rejects': {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'The time series rejects late records',
    group: 'time-series',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'Timestream accepted records of late events and rejected them afterwards: dashboards may lack them. The ledger has them.',
    because: 'The functions never see these rejections. The metric is only sent when it is not zero.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
