import { type AlarmKind, anyAtAll, everybody, lasting } from '../../metrics/alarm-kind.ts';

/** What is unusual about the events of a cell. */
export const anomalyKinds = {
  'unusual-counts': {
    ...lasting,
    optional: true,
    runbook: 'Unusually many or few events',
    group: 'unusual',
    severity: 'warning',
    audiences: everybody,
    ...anyAtAll,
    means:
      'A stage had far more or far fewer events than is usual for these hours, another share of exceptions among them, or events worth far more or less. The executive page says of what, and what was expected.',
    because:
      'Said every minute for as long as an episode stands; three of five, since it lasts for hours anyway. It ends when somebody acknowledges the episode or says that it was to be expected. Without data nothing is judged; whether the function runs has alarms of its own.',
  },
} as const satisfies Readonly<Record<string, AlarmKind>>;
