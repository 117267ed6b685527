import {
  type AlarmKind,
  anyAtAll,
  atOnce,
  lasting,
  nearTimeout,
  operations,
} from '../../metrics/alarm-kind.ts';

/** The alarms themselves. */
export const alertKinds = {
  'alerts-undelivered': {
    ...atOnce,
    runbook: 'Alerts do not arrive',
    group: 'alerts',
    direct: true,
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means:
      'An alarm rang, but its message did not reach an address: somebody relies on an alert that never comes.',
    because: 'The other topics still work. A topic without messages reports nothing.',
  },
  'alert-router-errors': {
    ...lasting,
    datapointsToAlarm: 2,
    runbook: 'AlertRouter fails',
    group: 'alerts',
    direct: true,
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'AlertRouter fails: alarms may ring without anybody being told, and nothing is escalated.',
    because:
      'Two failed minutes of five: Lambda calls again by itself, and what is due stays due. It runs every minute, so no data has an alarm of its own.',
  },
  'alert-router-throttled': {
    ...lasting,
    runbook: 'AlertRouter fails',
    group: 'alerts',
    direct: true,
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'More alarms ring at once than AlertRouter is called for: people are told late.',
    because: 'Lambda calls again for hours, so it takes minutes to matter. It runs every minute.',
  },
  'alert-router-slow': {
    ...lasting,
    runbook: 'AlertRouter fails',
    group: 'alerts',
    direct: true,
    severity: 'warning',
    audiences: operations,
    ...nearTimeout,
    means: 'AlertRouter uses most of its timeout: soon it will be cut off before it has told everybody.',
    because: 'The slowest run of each minute, as a percentage of the timeout.',
  },
  'alert-router-silent': {
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 5,
    runbook: 'AlertRouter does not run',
    group: 'alerts',
    direct: true,
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means:
      'AlertRouter has not reported for five minutes: nobody is told of alarms, and nothing is escalated.',
    because:
      'It reports every minute how much it announced, even zero, so no data means that it is not running.',
  },
  'alert-links-errors': {
    ...lasting,
    runbook: 'Links in alerts do not work',
    group: 'alerts',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'Links in announcements fail: whoever was told of an alert cannot answer from the mail, and the next contact is told as well.',
    because: 'A link that is forged or too old is refused, which is no error. Without calls nothing fails.',
  },
  'alert-links-throttled': {
    ...lasting,
    runbook: 'Links in alerts do not work',
    group: 'alerts',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'More people open links in announcements than the page answers at once, or somebody floods it: whoever was told cannot answer from the mail.',
    because:
      'A browser is told to come again, so it takes minutes to matter. Without calls nothing is throttled.',
  },
  'alert-links-slow': {
    ...lasting,
    runbook: 'Links in alerts do not work',
    group: 'alerts',
    severity: 'warning',
    audiences: operations,
    ...nearTimeout,
    means: 'The page of links in announcements uses most of its timeout: soon it will be cut off.',
    because: 'The slowest call of each minute, as a percentage of the timeout.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
