import type { AlarmCondition, AlarmListing, ListedAlarm } from '../../dashboards/console-api.ts';
import type { Alarm } from '../../emulator/alarms/alarm.ts';
import type { AlarmStanding } from '../../emulator/alarms/alarms.ts';
import { comparisonWords, isComparison } from '../../emulator/alarms/comparison.ts';
import { readAlarmDescription } from '../../functions/core/alerts/alarm-description.ts';
import type { Severity } from '../../functions/core/alerts/severity.ts';
import { runbookAt } from './runbooks.ts';

/** Every alarm as the console shows it, those that ring first. */
export function listingOf(
  standings: readonly (readonly [Alarm, AlarmStanding])[],
  now: number,
): AlarmListing {
  return inOrder(
    standings.map(([alarm, { value, ...standing }]) =>
      listedAlarm({ ...alarm, ...standing, condition: conditionOf(alarm, value) }),
    ),
    now,
  );
}

/** How many alarms ring, by severity. Those that are made of others have none. */
export function ringingIn(
  standings: readonly (readonly [Alarm, AlarmStanding])[],
): Readonly<Record<Severity, number>> {
  const ringing = { critical: 0, warning: 0 };
  for (const [{ description }, { state }] of standings) {
    const severity = state === 'ALARM' ? readAlarmDescription(description)?.severity : undefined;
    if (severity) ringing[severity] += 1;
  }
  return ringing;
}

/** A listing of these alarms, those that ring first. */
export function inOrder(alarms: readonly ListedAlarm[], now: number): AlarmListing {
  const rank = ({ state }: ListedAlarm) => ['ALARM', 'INSUFFICIENT_DATA', 'OK'].indexOf(state);
  return { asOf: new Date(now).toISOString(), alarms: alarms.toSorted((a, b) => rank(a) - rank(b)) };
}

/** An alarm wherever it is evaluated, as CloudWatch knows it. */
interface KnownAlarm extends Pick<ListedAlarm, 'name' | 'state' | 'reason' | 'condition'> {
  readonly description: string;
  /** When it entered the state, ms since the epoch. */
  readonly since: number;
}

/** An alarm for people: what its description says, and its runbook. */
export function listedAlarm(alarm: KnownAlarm): ListedAlarm {
  const { name, state, since, reason, condition } = alarm;
  const routing = readAlarmDescription(alarm.description);
  const [description = '', address = ''] = alarm.description.split(' Runbook: ');
  return {
    ...{ name, state, since: new Date(since).toISOString(), reason },
    severity: routing?.severity ?? null,
    description: routing?.sentences ?? description,
    condition,
    runbook: runbookAt(address.split('#')[1] ?? '') ?? null,
  };
}

function conditionOf(alarm: Alarm, value: number | undefined): AlarmCondition | null {
  if (alarm.kind === 'composite') return null;
  const { subject, evaluationPeriods, periodSeconds } = alarm;
  return {
    ...{ subject, evaluationPeriods, periodSeconds },
    ...(alarm.kind === 'metric'
      ? {
          value: value ?? null,
          comparison: comparisonWords[alarm.comparison],
          threshold: alarm.threshold,
          datapointsToAlarm: alarm.datapointsToAlarm,
        }
      : { value: null, comparison: 'outside', threshold: null, datapointsToAlarm: alarm.datapointsToAlarm }),
  };
}

/** A comparison for people. Any but CloudWatch's four is of no alarm that a cell has. */
export function comparisonText(operator: string): string {
  return isComparison(operator) ? comparisonWords[operator] : operator;
}
