import { type AlarmKind, anyAtAll, atOnce, lasting, operations } from './alarm-kind.ts';

/** Ledger, time series and archive, and the alarms themselves. */
export const storeKinds = {
  'ledger-throttled': {
    ...lasting,
    runbook: 'The ledger is throttled',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'DynamoDB refuses reads or writes of the ledger: events come back and are late.',
    because:
      'The functions try again, so a short burst does no harm. The metric is only sent when it is not zero.',
  },
  'time-series-rejects': {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'The time series rejects late records',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'Timestream refused records of late events after taking them: dashboards may lack them. The ledger has them.',
    because: 'The functions never see these refusals. The metric is only sent when it is not zero.',
  },
  'archive-late': {
    ...lasting,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    runbook: 'The archive falls behind',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 1_800,
    missing: 'notBreaching',
    onsetSeconds: 1_800,
    means: 'The oldest event on its way to the archive has waited for over half an hour.',
    because:
      'Firehose collects for five minutes and tries again for two hours before it gives up. Without events nothing is late.',
  },
  'archive-failing': {
    ...lasting,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    runbook: 'The archive cannot be written',
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'notBreaching',
    means:
      'Writing to the archive of auditors fails. Firehose keeps events for hours only; after that there would be a gap.',
    because:
      'The share of writes that succeed; S3 takes all of them unless a right or a key is missing. Without events nothing is written.',
  },
  'archive-throttled': {
    ...lasting,
    runbook: 'The archive is throttled',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'More events come than the stream to the archive takes: the bus tries again for a day, then they are dead letters.',
    because: 'The quota of the Region is for a stream; three minutes of five mean that it is no burst.',
  },
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
