import { grownPeak } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';

/** How soon somebody should act: `critical` now, at night too; `warning` within the working day. */
export const severities = ['critical', 'warning'] as const;
export type Severity = (typeof severities)[number];

/** Who should act, or has to know. */
export const audiences = ['operations', 'finance'] as const;
export type Audience = (typeof audiences)[number];

/** What every alarm of a kind has in common. */
export interface AlarmKind {
  /** The heading in docs/runbooks.md that says what to do. */
  readonly runbook: string;
  readonly severity: Severity;
  readonly audiences: readonly Audience[];
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** How many of these periods have to breach. */
  readonly datapointsToAlarm: number;
  /** `outsideBand`: the threshold is the width of the band of expected values, in standard deviations. */
  readonly comparison: 'above' | 'below' | 'outsideBand';
  readonly threshold: number | ((cell: Cell) => number);
  /** What a period without data means. */
  readonly missing: 'breaching' | 'notBreaching';
  /** Seconds that pass by the nature of the metric before it can breach: an age grows no faster than time. */
  readonly onsetSeconds?: number;
  /** What it means for the business. */
  readonly means: string;
  /** Why this threshold, these periods, and this reading of no data. */
  readonly because: string;
}

/** An event is to be visible so many seconds after it was received. */
const slaSeconds = 120;

const operations = ['operations'] as const;
const everybody = ['operations', 'finance'] as const;

/** Every minute, a few bad ones of five: a single bad minute heals by itself through retries. */
const lasting = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 } as const;
/** The first bad minute. */
const atOnce = { periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

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

/** Every kind of alarm a cell has. The name is part of the alarms' names. */
export const alarmKinds = {
  latency: {
    ...lasting,
    runbook: 'Events become visible late',
    severity: 'critical',
    audiences: everybody,
    comparison: 'above',
    threshold: slaSeconds * 1000,
    missing: 'notBreaching',
    onsetSeconds: slaSeconds,
    means: 'One event in a hundred needs longer than 2 minutes to show: finance looks at old figures.',
    because:
      'The promise is 2 minutes; three bad minutes of five leave out a single slow start. Without events nothing is late.',
  },
  'queue-age': {
    ...lasting,
    runbook: 'A queue is not being emptied in time',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: slaSeconds,
    missing: 'notBreaching',
    onsetSeconds: slaSeconds,
    means: 'The oldest event on this queue has waited longer than it may take in all.',
    because:
      'Latency is only reported for events that get through, so this finds those that do not. An idle queue reports nothing.',
  },
  'queue-depth': {
    ...lasting,
    runbook: 'A queue is filling up',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: (cell) => 60 * grownPeak(cell),
    missing: 'notBreaching',
    means: 'More events come than are taken off this queue; soon they will be late.',
    because: 'The threshold is a minute of the whole cell at its grown peak. An idle queue reports nothing.',
  },
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
  unrouted: {
    ...deadLetters,
    runbook: 'Unrouted events',
    means:
      'Something is on the bus that no partition takes: a producer bypasses the API, or a partition is missing.',
  },
  'rule-failures': {
    ...atOnce,
    runbook: 'A bus rule cannot deliver',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'The bus gave up on handing events to the target of this rule; they are on its dead-letter queue.',
    because:
      'A queue in the same account takes everything unless a right or a key is missing. The metric is only sent when it is not zero.',
  },
  'rule-losses': {
    ...atOnce,
    runbook: 'A bus rule lost events',
    severity: 'critical',
    audiences: everybody,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'Events went neither to the target of this rule nor to its dead letters. Only the archive of the bus has them: replay it.',
    because:
      'This is the one way for an accepted event to get lost. The metric is only sent when it is not zero.',
  },
  'bus-throttled': {
    ...lasting,
    runbook: 'The bus is throttled',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'The quota of the Region for deliveries from the bus is used up: events are delayed, none is lost.',
    because: 'Three minutes of five mean that it is no burst. The metric is only sent when it is not zero.',
  },
  'put-events-throttled': {
    ...lasting,
    runbook: 'The bus refuses events',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'The bus refuses entries: producers get 503 and have to send again.',
    because:
      'Producers retry, so a short burst does no harm. Counted for the account and Region, since the bus tells no finer.',
  },
  'topic-failures': {
    ...atOnce,
    runbook: 'A topic cannot deliver',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'A topic could not deliver to a subscriber: our own queue, or that of another team.',
    because:
      'A queue takes everything unless a right or a key is missing. A topic without traffic reports nothing.',
  },
  'function-errors': {
    ...lasting,
    runbook: 'A function fails',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 1,
    missing: 'notBreaching',
    means:
      'Calls of this function end in an error (timeout, memory, a start that fails): what they held comes back late.',
    because:
      'In percent of the calls. Messages that fail do not count here, so any error is unusual; without calls nothing fails.',
  },
  'failing-messages': {
    ...lasting,
    runbook: 'Messages fail at a stage',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 5,
    missing: 'notBreaching',
    means:
      'Many messages are put off or given up: a store or a downstream system is in trouble, or a producer sends what contradicts itself.',
    because:
      'In percent of the messages: retries of 1 % or 2 % are daily business. Without messages nothing fails.',
  },
  conflicts: {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'Conflicting events',
    severity: 'warning',
    audiences: everybody,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'A producer sent other content under an event id it had used. Both are kept; figures may be wrong until it says which is right.',
    because: 'Each one takes a question to the producer. Without events there is no conflict.',
  },
  'function-throttled': {
    ...lasting,
    runbook: 'A function is throttled',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'Lambda refuses calls of this function for want of concurrency: its queue grows.',
    because: 'A queue tries again, so it takes minutes to matter. Without calls nothing is refused.',
  },
  'function-slow': {
    ...lasting,
    runbook: 'A function is close to its timeout',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 80,
    missing: 'notBreaching',
    means:
      'This function takes most of the time it may have: soon calls are cut off and their messages come back late.',
    because: 'In percent of its timeout, the slowest call of each minute. Without calls nothing is slow.',
  },
  'ledger-throttled': {
    ...lasting,
    runbook: 'The ledger is throttled',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'DynamoDB refuses reads or writes of the ledger: events come back and are late.',
    because:
      'The functions try again, so a short burst does no harm. The metric is only sent when it is not zero.',
  },
  'time-series-rejects': {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'The time series rejects late records',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'Timestream refused records of late events after taking them: dashboards may lack them. The ledger has them.',
    because: 'The functions never see these refusals. The metric is only sent when it is not zero.',
  },
  'api-errors': {
    ...lasting,
    runbook: 'The API answers with server errors',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0.01,
    missing: 'notBreaching',
    means: 'Producers cannot deliver: their events wait on their side, and are not in our figures.',
    because:
      'One request in a hundred. Producers retry, so it takes minutes to matter; without requests there are no errors.',
  },
  'api-refusals': {
    ...lasting,
    runbook: 'The API refuses many requests',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0.1,
    missing: 'notBreaching',
    means:
      'Producers send what the API does not take (wrong form, wrong key, too much): these events are in no figure.',
    because: 'One request in ten; a few refusals are daily business. Without requests nothing is refused.',
  },
  'api-latency': {
    ...lasting,
    runbook: 'The API answers slowly',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 1_000,
    missing: 'notBreaching',
    means:
      'One request in a hundred takes longer than a second: producers hold connections open and send less.',
    because: 'Handing an event to the bus takes some tens of milliseconds. Without requests nothing is slow.',
  },
  'api-throttled': {
    ...lasting,
    runbook: 'Producers are throttled',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'A producer sends faster than its plan, or the cell is at its limit: requests get 429 and have to come again.',
    because:
      'Counted from the access log, since API Gateway has no metric for it. Bursts of a minute or two are daily business.',
  },
  'api-silent': {
    periodSeconds: 300,
    evaluationPeriods: 6,
    datapointsToAlarm: 6,
    runbook: 'No producer sends anything',
    severity: 'warning',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means: 'Nothing has come in for half an hour: every figure stands still, and nothing else would say so.',
    because:
      'Half an hour without a single request is unusual even at night. Without requests there is no data, which is the very fault.',
  },
  traffic: {
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    runbook: 'Unusual traffic at a stage',
    severity: 'warning',
    audiences: operations,
    comparison: 'outsideBand',
    threshold: 3,
    missing: 'notBreaching',
    means:
      'Far more or far fewer requests than at this hour of other weeks: a producer is down, or sends everything twice.',
    because:
      'Three standard deviations for a quarter of an hour. CloudWatch needs two weeks to learn what is usual; silence has an alarm of its own.',
  },
  'stuck-invoices': {
    ...lasting,
    runbook: 'Stuck invoices',
    severity: 'warning',
    audiences: everybody,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'Invoices have been in this stage for longer than it may take: payments and discounts are at risk.',
    because:
      'Counted each minute; three of five, so that one that moves on by itself rings nobody. No data has an alarm of its own.',
  },
  'detector-silent': {
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 5,
    runbook: 'Nobody looks for stuck invoices',
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means: 'The detector has not reported for five minutes: invoices may be stuck without anybody knowing.',
    because: 'It reports every minute and for every stage, zero too, so no data means that it does not run.',
  },
  'detector-capped': {
    ...lasting,
    runbook: 'More invoices are stuck than the detector counts',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means: 'So many invoices are stuck that the number reported is too low.',
    because: 'The detector says so itself. No data has an alarm of its own.',
  },
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
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'More events come than the stream to the archive takes: the bus tries again for a day, then they are dead letters.',
    because: 'The quota of the Region is for a stream; three minutes of five mean that it is no burst.',
  },
  'alert-dead-letters': {
    ...deadLetters,
    runbook: 'Alerts do not arrive',
    means: 'An alarm rang and its message reached nobody; this queue has it.',
  },
  'alerts-undelivered': {
    ...atOnce,
    runbook: 'Alerts do not arrive',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
    means:
      'An alarm rang and its message did not reach an address: somebody relies on a bell that is broken.',
    because: 'The other topic still rings. A topic without messages reports nothing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;

export type AlarmKindName = keyof typeof alarmKinds;

/** Every kind with its name, in the type that all have in common. */
export const alarmKindEntries: readonly (readonly [AlarmKindName, AlarmKind])[] = Object.entries(
  alarmKinds,
).flatMap(([name, kind]) => (isKindName(name) ? [[name, kind] as const] : []));

function isKindName(name: string): name is AlarmKindName {
  return Object.hasOwn(alarmKinds, name);
}
