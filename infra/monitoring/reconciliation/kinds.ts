import {
  type AlarmKind,
  anyAtAll,
  atOnce,
  lasting,
  nearTimeout,
  operations,
} from '../../metrics/alarm-kind.ts';

const unprovedSeconds = 40 * 60;

/** What proves that no event is lost, and whether it runs. */
export const reconciliationKinds = {
  'events-unaccounted': {
    ...atOnce,
    runbook: 'Accepted events are missing',
    group: 'conservation',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means:
      'Accepted events are missing or altered in a store, and on no queue. What the archive has is being put back.',
    because:
      'One is too many, immediately: a lost event is the one thing that must never happen. It rings until a later look finds the event. Missing data has its own alarm.',
  },
  'events-unproved': {
    ...atOnce,
    runbook: 'Accepted events are not at an end',
    // Whatever holds them is part of the same alert, if it rings too.
    group: 'dead-letters',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: unprovedSeconds,
    missing: 'notBreaching',
    onsetSeconds: unprovedSeconds,
    means:
      'For longer than usual it could not be proved that every accepted event became visible: one is on its way, a dead letter or missing, or the archive or the proof is late.',
    because:
      'Twenty minutes may pass until an event is in the archive, and five more until somebody looks; forty leave room for a look that is late. Missing data has its own alarm.',
  },
  'reconciler-errors': {
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    runbook: 'Nobody looks for lost events',
    group: 'conservation',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'Every look for lost events fails: an event may be lost without anyone knowing.',
    because:
      'It looks every five minutes: three failures in a row are no passing one. In between it only says how things stand, so no data has an alarm of its own.',
  },
  'reconciler-throttled': {
    ...lasting,
    runbook: 'Nobody looks for lost events',
    group: 'conservation',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'The reconciler is called more often than it may run at once: looks take too long, or too many people ask.',
    because: 'Lambda calls again for hours, so it takes minutes to matter. It runs every minute.',
  },
  'reconciler-slow': {
    periodSeconds: 60,
    evaluationPeriods: 15,
    datapointsToAlarm: 1,
    runbook: 'Nobody looks for lost events',
    group: 'conservation',
    severity: 'warning',
    audiences: operations,
    ...nearTimeout,
    means:
      'A look of the reconciler used most of its timeout: soon it will be cut off, and its minutes are never proved.',
    because:
      'The slowest run of each minute, as a percentage of the timeout. One is enough, and is seen for as long as the next may take.',
  },
  'reconciler-silent': {
    periodSeconds: 60,
    evaluationPeriods: 15,
    datapointsToAlarm: 15,
    runbook: 'Nobody looks for lost events',
    group: 'conservation',
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means:
      'The reconciler has not reported for fifteen minutes: an event may be lost without anyone knowing.',
    because:
      'It reports every minute, even zero; what failed may take a few minutes, and the next round makes up for it.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
