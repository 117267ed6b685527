import { type AlarmKind, anyAtAll, lasting, operations } from '../../metrics/alarm-kind.ts';

/** The functions, and the messages they put off or give up. */
export const functionKinds = {
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
  'function-throttled': {
    ...lasting,
    runbook: 'A function is throttled',
    severity: 'warning',
    audiences: operations,
    ...anyAtAll,
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
} as const satisfies Readonly<Record<string, AlarmKind>>;
