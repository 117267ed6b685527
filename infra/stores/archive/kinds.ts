import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The kinds of alarms of the archive. */
export const archiveKinds = {
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
} as const satisfies Readonly<Record<string, AlarmKind>>;
