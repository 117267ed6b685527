/**
 * What alarms are about, each with the headline of its alert. The alarms of a group that ring together
 * are one alert: a store that is away makes queues, functions and latencies ring, and is one outage.
 * Groups stay apart where somebody has to do something else about them.
 */
export const alertGroups = {
  api: 'The API does not take events as it should',
  producers: 'Producers do not send as usual',
  path: 'Events become visible late',
  downstream: 'A downstream system is not told of events',
  'dead-letters': 'Dead letters wait for somebody to look at them',
  conflicts: 'Events contradict each other',
  'stuck-invoices': 'Invoices are stuck',
  detector: 'Stuck invoices are not counted',
  unusual: 'Unusually many events happen, or few',
  'time-series': 'The dashboards lack events',
  conservation: 'Accepted events are missing, or nobody looks for them',
  archive: 'The auditors’ archive is behind or incomplete',
  operations: 'The records of operations are late',
  alerts: 'Alerts do not arrive',
} as const;

/** The collection of alerts among the records of operations: a record per group that was ever heard of. */
export const alertsCollection = 'alerts';

export type AlertGroup = keyof typeof alertGroups;

export function isAlertGroup(text: string): text is AlertGroup {
  return Object.hasOwn(alertGroups, text);
}
