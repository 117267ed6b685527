import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** What producers notice of the API, and whether they send as usual. */
export const apiKinds = {
  'api-errors': {
    ...lasting,
    runbook: 'The API answers with server errors',
    group: 'api',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0.01,
    missing: 'notBreaching',
    means: 'Producers cannot deliver: their events wait on their side and are missing from the dashboards.',
    because:
      'One request in a hundred. Producers retry, so it takes minutes to matter; without requests there are no errors.',
  },
  'api-refusals': {
    ...lasting,
    runbook: 'The API refuses many requests',
    group: 'producers',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0.1,
    missing: 'notBreaching',
    means:
      'Producers send requests that the API refuses (malformed, wrong key, too large): these events are missing from the dashboards.',
    because: 'One request in ten; a few refusals are normal. Without requests nothing is refused.',
  },
  'api-latency': {
    ...lasting,
    runbook: 'The API answers slowly',
    group: 'api',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 1_000,
    missing: 'notBreaching',
    means:
      'One request in a hundred takes longer than a second: producers keep connections open and send less.',
    because: 'Putting an event on the bus takes some tens of milliseconds. Without requests nothing is slow.',
  },
  'api-throttled': {
    ...lasting,
    runbook: 'Producers are throttled',
    group: 'producers',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'A producer sends faster than its plan, or the cell is at its limit: requests are answered with 429 and must be retried.',
    because:
      'Counted from the access log, since API Gateway has no metric for it. Bursts of a minute or two are normal.',
  },
  'api-silent': {
    periodSeconds: 300,
    evaluationPeriods: 6,
    datapointsToAlarm: 6,
    runbook: 'No producer sends anything',
    group: 'producers',
    severity: 'warning',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means:
      'Nothing has come in for half an hour: the dashboards stand still, and no other alarm would say so.',
    because:
      'Half an hour without a single request is unusual even at night. Without requests there is no data, and that is the fault itself.',
  },
  traffic: {
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    runbook: 'Unusual traffic at a stage',
    group: 'producers',
    severity: 'warning',
    audiences: operations,
    comparison: 'outsideBand',
    threshold: 3,
    missing: 'notBreaching',
    means:
      'Far more or far fewer requests than at this hour in other weeks: a producer is down or sends everything twice.',
    because:
      'Three standard deviations for a quarter of an hour. CloudWatch needs two weeks to learn what is normal; silence has its own alarm.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
