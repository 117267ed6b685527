import { visibilitySlaSeconds } from '../../../functions/core/service-levels.ts';
import { type AlarmKind, anyAtAll, everybody, lasting, operations } from '../../metrics/alarm-kind.ts';

const slaMinutes = visibilitySlaSeconds / 60;

/** What finance feels of a stage. */
export const stageKinds = {
  latency: {
    ...lasting,
    runbook: 'Events become visible late',
    severity: 'critical',
    audiences: everybody,
    comparison: 'above',
    threshold: visibilitySlaSeconds * 1000,
    missing: 'notBreaching',
    onsetSeconds: visibilitySlaSeconds,
    means: `One event in a hundred needs longer than ${slaMinutes} minutes to show: finance looks at old figures.`,
    because: `The promise is ${slaMinutes} minutes; three bad minutes of five leave out a single slow start. Without events nothing is late.`,
  },
  conflicts: {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'Conflicting events',
    severity: 'warning',
    audiences: everybody,
    ...anyAtAll,
    means:
      'A producer sent other content under an event id it had used. Both are kept; figures may be wrong until it says which is right.',
    because: 'Each one takes a question to the producer. Without events there is no conflict.',
  },
  'stuck-invoices': {
    ...lasting,
    runbook: 'Stuck invoices',
    severity: 'warning',
    audiences: everybody,
    ...anyAtAll,
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
    ...anyAtAll,
    means: 'So many invoices are stuck that the number reported is too low.',
    because: 'The detector says so itself. No data has an alarm of its own.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
