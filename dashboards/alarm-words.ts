import type { AlarmCondition, ListedAlarm } from './console-api.ts';

/** The states of an alarm in plain words. */
export const stateWords: Readonly<Record<ListedAlarm['state'], string>> = {
  ALARM: 'ringing',
  OK: 'quiet',
  INSUFFICIENT_DATA: 'not enough data',
};

/** What an alarm compares: `3 undelivered, rings when greater than 0 in 3 of 5 min`. */
export function conditionText(condition: AlarmCondition | null): string {
  if (condition === null) return 'made of other alarms';
  const { subject, value, comparison, threshold, datapointsToAlarm, evaluationPeriods, periodSeconds } =
    condition;
  const limit = threshold === null ? 'a band that CloudWatch learns' : `${threshold}`;
  const minutes = (periods: number) => (periods * periodSeconds) / 60;
  const within =
    evaluationPeriods === 1
      ? `${minutes(1)} min`
      : `${minutes(datapointsToAlarm)} of ${minutes(evaluationPeriods)} min`;
  const now =
    value === undefined ? '' : `: ${value === null ? 'no data' : Math.round(value * 1_000) / 1_000}`;
  return `${subject}${now}, rings when ${comparison} ${limit} for ${within}`;
}
