import type { JsonObject } from '../../lib/json.ts';
import type { Alarm } from './alarm.ts';
import type { AlarmState } from './alarm-state.ts';

/** An alarm that has changed its state. */
export interface Transition {
  readonly alarm: Alarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** What CloudWatch publishes about a change. */
export interface Notification {
  readonly subject: string;
  readonly message: string;
}

/** The topics that are told of a change. */
export function topicsToldOf({ alarm, to }: Transition): readonly string[] {
  const { alarmActions, okActions, insufficientDataActions } = alarm;
  return { ALARM: alarmActions, OK: okActions, INSUFFICIENT_DATA: insufficientDataActions }[to];
}

/**
 * The message about a change, as CloudWatch sends it to SNS:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 * It differs in `Region`, which is the Region's code here instead of its name.
 */
export function notificationOf(
  { alarm, from, to, reason, at }: Transition,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): Notification {
  const message: JsonObject = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: accountId,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: timeOf(at),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: from,
    OKActions: [...alarm.okActions],
    AlarmActions: [...alarm.alarmActions],
    InsufficientDataActions: [...alarm.insufficientDataActions],
    ...(alarm.kind === 'metric' && { Trigger: alarm.trigger }),
  };
  return { subject: `${to}: "${alarm.name}" in ${region}`, message: JSON.stringify(message) };
}

/** `2026-11-26T15:41:09.736+0000`, as CloudWatch writes it. */
function timeOf(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
