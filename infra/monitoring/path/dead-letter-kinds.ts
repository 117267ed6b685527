import { type AlarmKind, atOnce, operations } from '../../metrics/alarm-kind.ts';

/** Dead letters of any kind: one is too many, and each waits for a person. */
const deadLetters = {
  ...atOnce,
  group: 'dead-letters',
  severity: 'critical',
  audiences: operations,
  comparison: 'above',
  threshold: 0,
  missing: 'notBreaching',
  because:
    'One is enough, immediately: only a person takes it off the queue. An unused queue reports nothing.',
} as const;

/** The queues that should always be empty. */
export const deadLetterKinds = {
  'relay-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of a relay queue',
    means:
      'An accepted event did not reach its topic. It is missing from the dashboards until it is redriven.',
  },
  'dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of a partition',
    means:
      'An event could not be processed, or contradicts an earlier one. It may be missing from the dashboards until it is dealt with.',
  },
  'record-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the records',
    means:
      'A record could not be written after its event was accepted. Ledger and history have the event, the dashboards do not.',
  },
  'downstream-dead-letters': {
    ...deadLetters,
    optional: true,
    runbook: 'Dead letters of a downstream',
    means:
      'The downstream of this stage was not told of an event. The event itself is visible everywhere else.',
  },
  undelivered: {
    ...deadLetters,
    runbook: 'A topic could not deliver to its queue',
    means: 'A relayed event did not reach its queue. It is missing from the dashboards until it is sent on.',
  },
  'rule-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the bus rules',
    means:
      'The bus could not deliver an accepted event to its relay queue. It is missing from the dashboards until it is replayed.',
  },
  'bus-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the bus itself',
    means: 'The bus could not encrypt or decrypt events: the cell is about to stop accepting any.',
  },
  'archive-dead-letters': {
    ...deadLetters,
    group: 'archive',
    runbook: 'Dead letters of the archive',
    means: 'An event is missing from the auditors’ archive; the dashboards have it.',
  },
  'detector-dead-letters': {
    ...deadLetters,
    group: 'detector',
    severity: 'warning',
    runbook: 'Dead letters of the stuck-invoice detector',
    means:
      'A check for stuck invoices failed and was given up. The next one, a minute later, makes up for it.',
  },
  'reconciler-dead-letters': {
    ...deadLetters,
    group: 'conservation',
    severity: 'warning',
    runbook: 'Dead letters of the reconciler',
    means:
      'A look for lost events failed and was given up, or a run that keeps sums. The next one makes up for it.',
  },
  'alert-dead-letters': {
    ...deadLetters,
    group: 'alerts',
    direct: true,
    runbook: 'Alerts do not arrive',
    means: 'An alarm rang, but its message reached nobody; this queue has it.',
  },
  'alert-router-dead-letters': {
    ...deadLetters,
    group: 'alerts',
    direct: true,
    runbook: 'AlertRouter fails',
    means: 'An alarm reached AlertRouter, which could not take it: nobody is told of it.',
  },
  unrouted: {
    ...deadLetters,
    runbook: 'Unrouted events',
    means:
      'Something on the bus matches no partition: a producer bypasses the API, or a partition is missing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
