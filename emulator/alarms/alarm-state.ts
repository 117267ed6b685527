/** The states of an alarm. */
export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** What a period without data means to an alarm. */
export const missingDataTreatments = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
export type MissingData = (typeof missingDataTreatments)[number];

export interface StateRule {
  /** N: how many datapoints are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them have to breach. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly breaches: (value: number) => boolean;
}

/**
 * Periods that are looked at beyond the evaluation periods, for the case that some have no data:
 * CloudWatch's examples retrieve five for three; it documents no other number.
 */
const extraPeriods = 2;

/** How many of the latest periods an alarm retrieves. */
export function evaluationRange({ evaluationPeriods }: Pick<StateRule, 'evaluationPeriods'>): number {
  return evaluationPeriods + extraPeriods;
}

/**
 * The state that follows from the datapoints of the evaluation range, as CloudWatch documents it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param datapoints oldest first; undefined where there is no data
 * @param current the state so far
 */
export function nextState(
  rule: StateRule,
  datapoints: readonly (number | undefined)[],
  current: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, missingData, breaches } = rule;
  const real = datapoints.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter(breaches).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const filled = evaluationPeriods - real.length;
  if (filled === 0 || missingData === 'notBreaching') return 'OK';
  if (missingData === 'breaching') return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
  // Data that is missing says neither good nor bad: a good value among the others decides.
  if (breaching < real.length) return 'OK';
  if (missingData === 'ignore') return current;
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  const age = ageOfOldestBreach(datapoints.slice(-evaluationPeriods), breaches);
  // Only once the first bad value is old enough: the next one may be good.
  return age >= datapointsToAlarm ? 'ALARM' : current;
}

/** In periods; the newest has an age of 1. */
function ageOfOldestBreach(
  datapoints: readonly (number | undefined)[],
  breaches: (value: number) => boolean,
): number {
  const oldest = datapoints.findIndex((value) => value !== undefined && breaches(value));
  return oldest === -1 ? 0 : datapoints.length - oldest;
}
