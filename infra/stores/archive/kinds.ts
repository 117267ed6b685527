import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The kinds of alarms of the archive. */
export const archiveKinds = {
  'archive-late': {
    ...lasting,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    runbook: 'The archive falls behind',
    group: 'archive',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 1_800,
    missing: 'notBreaching',
    onsetSeconds: 1_800,
    means: 'The oldest event on its way to the archive has waited for more than half an hour.',
    because:
      'Firehose buffers for five minutes and retries for two hours before it gives up. Without events nothing is late.',
  },
  'archive-failing': {
    ...lasting,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    runbook: 'The archive cannot be written',
    group: 'archive',
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'notBreaching',
    means:
      'Writes to the auditors’ archive fail. Firehose keeps events for hours only; after that there is a gap.',
    because:
      'The share of writes that succeed; S3 takes them all unless a permission or a key is missing. Without events nothing is written.',
  },
  'archive-throttled': {
    ...lasting,
    runbook: 'The archive is throttled',
    group: 'archive',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'More events arrive than the archive’s stream takes: the bus retries for a day, then they are dead letters.',
    because: 'The Region’s quota applies to each stream; three minutes of five: it is not just a burst.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
