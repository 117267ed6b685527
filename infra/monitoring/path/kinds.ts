import { visibilitySlaSeconds } from '../../../functions/core/service-levels.ts';
import { grownPeak } from '../../cells/capacity.ts';
import {
  type AlarmKind,
  anyAtAll,
  atOnce,
  everybody,
  lasting,
  operations,
} from '../../metrics/alarm-kind.ts';

/** The way from the bus to the FIFO queues. */
export const pathKinds = {
  'put-events-throttled': {
    ...lasting,
    runbook: 'The bus refuses events',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'The bus refuses entries: producers get 503 and have to send again.',
    because:
      'Producers retry, so a short burst does no harm. Counted for the account and Region, since the bus tells no finer.',
  },
  'bus-throttled': {
    ...lasting,
    runbook: 'The bus is throttled',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means:
      'The quota of the Region for deliveries from the bus is used up: events are delayed, none is lost.',
    because: 'Three minutes of five mean that it is no burst. The metric is only sent when it is not zero.',
  },
  'rule-failures': {
    ...atOnce,
    runbook: 'A bus rule cannot deliver',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'The bus gave up on handing events to the target of this rule; they are on its dead-letter queue.',
    because:
      'A queue in the same account takes everything unless a right or a key is missing. The metric is only sent when it is not zero.',
  },
  'rule-losses': {
    ...atOnce,
    runbook: 'A bus rule lost events',
    severity: 'critical',
    audiences: everybody,
    ...anyAtAll,
    means:
      'Events went neither to the target of this rule nor to its dead letters. Only the archive of the bus has them: replay it.',
    because:
      'This is the one way for an accepted event to get lost. The metric is only sent when it is not zero.',
  },
  'topic-failures': {
    ...atOnce,
    runbook: 'A topic cannot deliver',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'A topic could not deliver to a subscriber: our own queue, or that of another team.',
    because:
      'A queue takes everything unless a right or a key is missing. A topic without traffic reports nothing.',
  },
  'queue-age': {
    ...lasting,
    runbook: 'A queue is not being emptied in time',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: visibilitySlaSeconds,
    missing: 'notBreaching',
    onsetSeconds: visibilitySlaSeconds,
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
} as const satisfies Readonly<Record<string, AlarmKind>>;
