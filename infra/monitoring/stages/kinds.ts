import { visibilitySlaSeconds } from '../../../functions/core/service-levels.ts';
import { type AlarmKind, anyAtAll, everybody, lasting, operations } from '../../metrics/alarm-kind.ts';

const slaMinutes = visibilitySlaSeconds / 60;

/** What finance notices of a stage. */
export const stageKinds = {
  latency: {
    ...lasting,
    runbook: 'Events become visible late',
    group: 'path',
    severity: 'critical',
    audiences: everybody,
    comparison: 'above',
    threshold: visibilitySlaSeconds * 1000,
    missing: 'notBreaching',
    onsetSeconds: visibilitySlaSeconds,
    means: `One event in a hundred takes longer than ${slaMinutes} minutes to become visible: finance sees stale figures.`,
    because: `The promise is ${slaMinutes} minutes; three bad minutes of five rule out a single slow start. Without events nothing is late.`,
  },
  conflicts: {
    ...lasting,
    datapointsToAlarm: 1,
    runbook: 'Conflicting events',
    group: 'conflicts',
    severity: 'warning',
    audiences: everybody,
    ...anyAtAll,
    means:
      'A producer reused an event id for different content. Both events are kept; figures may be wrong until it says which is right.',
    because: 'Each one has to be clarified with the producer. Without events there is no conflict.',
  },
  'stuck-invoices': {
    ...lasting,
    runbook: 'Stuck invoices',
    group: 'stuck-invoices',
    severity: 'warning',
    audiences: everybody,
    ...anyAtAll,
    means: 'Invoices have been in this stage for too long: payments and discounts are at risk.',
    because:
      'Counted every minute; three of five, so that an invoice that moves on by itself alerts nobody. Missing data has its own alarm.',
  },
  'detector-silent': {
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 5,
    runbook: 'Nobody looks for stuck invoices',
    group: 'detector',
    severity: 'critical',
    audiences: operations,
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
    means: 'The detector has not reported for five minutes: invoices may be stuck without anyone knowing.',
    because: 'It reports every minute for every stage, even zero, so no data means that it is not running.',
  },
  'detector-capped': {
    ...lasting,
    runbook: 'More invoices are stuck than the detector counts',
    group: 'detector',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'So many invoices are stuck that the number reported is too low.',
    because: 'The detector says so itself. Missing data has its own alarm.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
