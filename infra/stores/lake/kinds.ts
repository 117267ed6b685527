import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

const ofFigures = { group: 'time-series', audiences: operations } as const;

/** The kinds of alarms of a time series in a lake. */
export const lakeKinds = {
  'figures-late': {
    ...{ ...lasting, ...ofFigures },
    runbook: 'Figures are late',
    severity: 'warning',
    comparison: 'above',
    threshold: 300,
    missing: 'notBreaching',
    onsetSeconds: 300,
    means:
      'The oldest record on its way to the lake has waited for more than five minutes: dashboards are behind.',
    because:
      'A stream collects for half a minute and commits within another; two minutes are the promise. Without records nothing is late.',
  },
  'figures-undelivered': {
    ...{ ...lasting, ...ofFigures },
    datapointsToAlarm: 1,
    runbook: 'Records are not delivered',
    severity: 'critical',
    ...anyAtAll,
    means:
      'A stream of the lake could not deliver rows and put them among its errors: dashboards lack them. The ledger has them.',
    because:
      'One is too many: what a table does not take today it will not take tomorrow. The metric is zero otherwise.',
  },
  'figures-failing': {
    ...ofFigures,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    runbook: 'Records are not delivered',
    severity: 'critical',
    comparison: 'below',
    threshold: 1,
    missing: 'notBreaching',
    means:
      'Commits to the lake fail. The stream keeps records for hours only; after that they are among its errors.',
    because:
      'The share of commits that succeed; all do unless a right, a key or a table is missing. Without records nothing is committed.',
  },
  'figures-throttled': {
    ...{ ...lasting, ...ofFigures },
    runbook: 'Figures are throttled',
    severity: 'warning',
    ...anyAtAll,
    means:
      'More records come than a stream of the lake takes: processors send them again, and messages wait.',
    because: 'The stream grows by itself within minutes; three minutes of five: it has not.',
  },
  'figures-queries-failing': {
    ...ofFigures,
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    runbook: 'Queries of figures fail',
    severity: 'warning',
    ...anyAtAll,
    means: 'Queries of the lake fail: dashboards show errors, or the rollups are not made.',
    because:
      'One may be a slip of whoever wrote it, or too many at once; ten minutes of failures are neither.',
  },
  'rollup-late': {
    ...ofFigures,
    periodSeconds: 900,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    runbook: 'Rollups are not made',
    severity: 'warning',
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means:
      'No run brought the sums of the lake up to date for half an hour: figures of past hours may be old.',
    because:
      'A run is due every quarter of an hour and makes up for a missed one; two quarters of three without one: it is no matter of seconds.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
