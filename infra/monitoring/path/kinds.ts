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
    group: 'api',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'The bus refuses entries: producers get a 503 and must send again.',
    because:
      'Producers retry, so a short burst does no harm. Counted for the whole account and Region, since EventBridge reports nothing finer.',
  },
  'bus-throttled': {
    ...lasting,
    runbook: 'The bus is throttled',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'The Region’s quota for deliveries from the bus is used up: events are delayed, none is lost.',
    because: 'Three minutes of five: it is not just a burst. The metric is only sent when it is not zero.',
  },
  'rule-failures': {
    ...atOnce,
    runbook: 'A bus rule cannot deliver',
    group: 'dead-letters',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'The bus gave up delivering events to the target of this rule; they are on its dead-letter queue.',
    because:
      'A queue in the same account takes everything unless a permission or a key is missing. The metric is only sent when it is not zero.',
  },
  'rule-losses': {
    ...atOnce,
    runbook: 'A bus rule lost events',
    group: 'dead-letters',
    severity: 'critical',
    audiences: everybody,
    ...anyAtAll,
    means:
      'Events reached neither the target of this rule nor its dead-letter queue. Only the archive of the bus has them: replay it.',
    because:
      'This is the only way an accepted event can get lost. The metric is only sent when it is not zero.',
  },
  'topic-failures': {
    ...atOnce,
    runbook: 'A topic cannot deliver',
    group: 'dead-letters',
    severity: 'critical',
    audiences: operations,
    ...anyAtAll,
    means: 'A topic could not deliver to a subscriber: our own queue or another team’s.',
    because:
      'A queue takes everything unless a permission or a key is missing. A topic without traffic reports nothing.',
  },
  'queue-age': {
    ...lasting,
    runbook: 'A queue is not being emptied in time',
    group: 'path',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: visibilitySlaSeconds,
    missing: 'notBreaching',
    onsetSeconds: visibilitySlaSeconds,
    means: 'The oldest event on this queue has waited longer than the whole path may take.',
    because:
      'Latency is reported only for events that get through; this finds those that do not. An idle queue reports nothing.',
  },
  'records-late': {
    ...lasting,
    runbook: 'The time series is behind',
    group: 'path',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: visibilitySlaSeconds,
    missing: 'notBreaching',
    onsetSeconds: visibilitySlaSeconds,
    means:
      'Records wait for the time series: ledger and histories are complete, the dashboards show old figures.',
    because: 'Nothing is on this queue unless the time series was away. An idle queue reports nothing.',
  },
  'calls-waiting': {
    ...lasting,
    optional: true,
    runbook: 'A downstream outage',
    group: 'downstream',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: (cell) => 60 * grownPeak(cell),
    missing: 'notBreaching',
    means:
      'Calls wait: the downstream of this stage is away or too slow. Its events are visible, but the system is not told of them.',
    because:
      'The threshold is one minute of the whole cell’s traffic at its grown peak. An idle queue reports nothing.',
  },
  'queue-depth': {
    ...lasting,
    runbook: 'A queue is filling up',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    comparison: 'above',
    threshold: (cell) => 60 * grownPeak(cell),
    missing: 'notBreaching',
    means: 'Events arrive faster than they leave this queue; soon they will be late.',
    because:
      'The threshold is one minute of the whole cell’s traffic at its grown peak. An idle queue reports nothing.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
