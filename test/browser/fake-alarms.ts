import type { AlarmListing, ListedAlarm } from '../../dashboards/console-api.ts';

const asOf = '2026-11-26T12:00:00.000Z';

const quiet: ListedAlarm = {
  name: 'invoice-api-errors',
  state: 'OK',
  since: '2026-11-25T08:00:00.000Z',
  reason:
    'Threshold Crossed: 5 out of the last 5 datapoints [0, 0, 0, 0, 0] were not greater than the threshold (0.01).',
  severity: 'critical',
  description: 'invoices. Producers cannot deliver. One request in a hundred.',
  condition: {
    subject: 'Average of 5XXError',
    value: 0,
    comparison: 'greater than',
    threshold: 0.01,
    datapointsToAlarm: 3,
    evaluationPeriods: 5,
    periodSeconds: 60,
  },
  runbook: {
    title: 'The API answers with server errors',
    description: 'The API answers **5xx**.',
    investigation:
      'Look at `query errors`:\n```sh\nquery errors-by-code\n```\n| code | what |\n|---|---|\n| A | b |',
    resolution: 'See [the health of a cell](#the-health-of-a-cell).\n\nMend it.',
    over: 'The alarm clears by itself.',
  },
};

/** One alarm of each severity rings, one waits for data, one is quiet, one is made of others. */
export const alarmListing: AlarmListing = {
  asOf,
  alarms: [
    { ...quiet, name: 'invoice-health', state: 'ALARM', severity: null, condition: null },
    {
      ...quiet,
      name: 'invoice-dead-letters-posting',
      state: 'ALARM',
      since: '2026-11-26T11:57:00.000Z',
      description: 'invoice-posting-dlq.fifo. An event could not be processed.',
      condition: {
        ...{ subject: 'Maximum of ApproximateNumberOfMessagesVisible', value: 3, comparison: 'greater than' },
        ...{ threshold: 0, datapointsToAlarm: 1, evaluationPeriods: 1, periodSeconds: 60 },
      },
    },
    { ...quiet, name: 'invoice-api-refusals', state: 'ALARM', severity: 'warning' },
    {
      ...quiet,
      name: 'invoice-traffic-posting',
      state: 'INSUFFICIENT_DATA',
      severity: 'warning',
      condition: {
        ...{ subject: 'posting', value: null, comparison: 'outside', threshold: null },
        ...{ datapointsToAlarm: 3, evaluationPeriods: 3, periodSeconds: 300 },
      },
      runbook: null,
    },
    quiet,
  ],
};
