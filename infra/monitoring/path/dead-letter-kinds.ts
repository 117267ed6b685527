import { type AlarmKind, atOnce, operations } from '../../metrics/alarm-kind.ts';

/** Dead letters of any kind: one is too many, and every one waits for a person. */
const deadLetters = {
  ...atOnce,
  severity: 'critical',
  audiences: operations,
  comparison: 'above',
  threshold: 0,
  missing: 'notBreaching',
  because:
    'One is enough, at once: nothing takes it off the queue but a person. A queue that nobody used reports nothing.',
} as const;

/** The queues where nothing should be. */
export const deadLetterKinds = {
  'relay-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of a relay queue',
    means: 'An accepted event did not reach its topic. It is in no figure until it is redriven.',
  },
  'dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of a partition',
    means:
      'An event could not be processed, or contradicts an earlier one. It may be in no figure until dealt with.',
  },
  undelivered: {
    ...deadLetters,
    runbook: 'A topic could not deliver to its queue',
    means: 'A relayed event did not reach its queue. It is in no figure until it is sent on.',
  },
  'rule-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the bus rules',
    means:
      'The bus could not hand an accepted event to its relay queue. It is in no figure until it is replayed.',
  },
  'bus-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the bus itself',
    means: 'The bus could not encrypt or decrypt events: the cell is about to stop taking any.',
  },
  'archive-dead-letters': {
    ...deadLetters,
    runbook: 'Dead letters of the archive',
    means: 'An event is missing from the archive that auditors read; the figures have it.',
  },
  'detector-dead-letters': {
    ...deadLetters,
    severity: 'warning',
    runbook: 'Dead letters of the stuck-invoice detector',
    means:
      'A look for stuck invoices failed and was given up. The next look, a minute later, makes up for it.',
  },
  'alert-dead-letters': {
    ...deadLetters,
    runbook: 'Alerts do not arrive',
    means: 'An alarm rang and its message reached nobody; this queue has it.',
  },
  unrouted: {
    ...deadLetters,
    runbook: 'Unrouted events',
    means:
      'Something is on the bus that no partition takes: a producer bypasses the API, or a partition is missing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
