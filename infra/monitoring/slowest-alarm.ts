import { alarmKinds } from './alarm-kinds.ts';

/** Minutes from a fault until the slowest of a cell's alarms rings: every wave bakes for longer. */
export const slowestAlarmMinutes: number = Math.ceil(
  Math.max(
    ...Object.values(alarmKinds).map(
      ({ periodSeconds, evaluationPeriods, onsetSeconds = 0 }) =>
        onsetSeconds + periodSeconds * evaluationPeriods,
    ),
  ) / 60,
);
