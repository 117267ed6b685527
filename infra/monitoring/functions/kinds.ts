import { type AlarmKind, anyAtAll, lasting, nearTimeout, operations } from '../../metrics/alarm-kind.ts';

/** More than now and then, in percent of messages. */
const failing = { comparison: 'above', threshold: 5, missing: 'notBreaching' } as const;

/**
 * Two bad minutes of ten: when few events come, calls that wait are the only ones, and their delay
 * grows up to five minutes.
 */
const retriedCalls = { periodSeconds: 60, evaluationPeriods: 10, datapointsToAlarm: 2 } as const;

/** The functions, and the messages they retry or give up. */
export const functionKinds = {
  'function-errors': {
    ...lasting,
    runbook: 'A function fails',
    group: 'path',
    severity: 'critical',
    audiences: operations,
    comparison: 'above',
    threshold: 1,
    missing: 'notBreaching',
    means:
      'Invocations of this function fail (timeout, memory, a failed start): their messages come back late.',
    because:
      'As a percentage of invocations. Failed messages do not count here, so any error is unusual. Without invocations nothing fails.',
  },
  'function-throttled': {
    ...lasting,
    runbook: 'A function is throttled',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
    means: 'Lambda throttles this function for lack of concurrency: its queue grows.',
    because: 'The queue retries, so it takes minutes to matter. Without invocations nothing is throttled.',
  },
  'function-slow': {
    ...lasting,
    runbook: 'A function is close to its timeout',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    ...nearTimeout,
    means:
      'This function uses most of its timeout: soon invocations will be cut off and their messages come back late.',
    because:
      'The slowest invocation of each minute, as a percentage of the timeout. Without invocations nothing is slow.',
  },
  'failing-messages': {
    ...lasting,
    runbook: 'Messages fail at a stage',
    group: 'path',
    severity: 'warning',
    audiences: operations,
    ...failing,
    means:
      'Many messages are retried or given up: a store is in trouble, or a producer sends contradictory events.',
    because: 'As a percentage of messages: retries of 1 % or 2 % are normal. Without messages nothing fails.',
  },
  'failing-calls': {
    ...retriedCalls,
    optional: true,
    runbook: 'A downstream outage',
    group: 'downstream',
    severity: 'warning',
    audiences: operations,
    ...failing,
    means:
      'Many calls of downstream systems fail: one is away, or refuses them. The events are visible, but the system is not told of them.',
    because:
      'As a percentage of calls: retries of 1 % or 2 % are normal. What waits is tried every five minutes or sooner, so two bad minutes of ten are an outage that lasts, although no call fails in between.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
