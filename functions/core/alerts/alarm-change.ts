import { isJsonArray, isObject, type JsonObject, own, parseJsonObject } from '../../../lib/json.ts';
import { BemsError } from '../errors.ts';
import { readAlarmDescription } from './alarm-description.ts';
import type { Audience, Severity } from './severity.ts';

/** An alarm began to ring, or stopped. */
export interface AlarmChange {
  readonly alarm: string;
  readonly ringing: boolean;
  /** When CloudWatch saw it, ms since the epoch. */
  readonly at: number;
  /** The alert it belongs to: a group, or the name of an alarm that is in none. */
  readonly group: string;
  readonly severity: Severity;
  readonly audiences: readonly Audience[];
  /** What it means for the business. */
  readonly means: string;
  readonly runbook?: string | undefined;
  /** CloudWatch's sentence about datapoints and threshold. */
  readonly reason: string;
}

/**
 * The changes in an event by which SNS calls a function with notifications of CloudWatch alarms:
 * `Records[].Sns.Message` is the alarm's JSON. Read of it are `AlarmName`, `AlarmDescription`,
 * `NewStateValue`, `NewStateReason` and `StateChangeTime`. A change to `INSUFFICIENT_DATA` neither begins
 * nor ends anything, and is left out.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 * @throws {BemsError} ALARM_MALFORMED when a message is none of an alarm
 */
export function alarmChangesOf(event: unknown): readonly AlarmChange[] {
  const records = isObject(event) ? own(event, 'Records') : undefined;
  if (!isJsonArray(records)) throw malformed('The event has no Records.');
  return records.flatMap((record) => {
    const sns = isObject(record) ? own(record, 'Sns') : undefined;
    const message = isObject(sns) ? own(sns, 'Message') : undefined;
    return changesOf(typeof message === 'string' ? parseJsonObject(message) : undefined);
  });
}

/** Whether SNS sent this event, rather than the schedule. */
export function isNotification(event: unknown): boolean {
  return isObject(event) && own(event, 'Records') !== undefined;
}

function changesOf(message: JsonObject | undefined): readonly AlarmChange[] {
  if (!message) throw malformed('The notification is not a JSON object.');
  const text = (name: string) => {
    const value = own(message, name);
    return typeof value === 'string' ? value : '';
  };
  const alarm = text('AlarmName');
  // `2026-11-26T15:41:09.736+0000`: ISO 8601 in its basic form, which Date does not have to read.
  const at = Date.parse(text('StateChangeTime').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const state = text('NewStateValue');
  if (alarm === '' || Number.isNaN(at)) throw malformed('AlarmName or StateChangeTime is missing.');
  if (state === 'INSUFFICIENT_DATA') return [];
  if (state !== 'ALARM' && state !== 'OK') throw malformed('NewStateValue is no state.');
  const change = { alarm, at, ringing: state === 'ALARM', reason: text('NewStateReason') };
  const description = text('AlarmDescription');
  const routing = readAlarmDescription(description);
  if (routing) {
    const { sentences: means, group, severity, audiences, runbook } = routing;
    return [{ ...change, group, severity, audiences, means, runbook }];
  }
  // An alarm that somebody made by hand: better told to the wrong people than to nobody.
  return [
    { ...change, group: alarm, severity: 'critical', audiences: ['operations'], means: description || alarm },
  ];
}

function malformed(sentence: string): BemsError {
  return new BemsError('ALARM_MALFORMED', `The message is not the notification of an alarm. ${sentence}`, {
    nextStep: 'Find out who publishes to the topic of alarms: only CloudWatch should.',
    failureClass: 'permanent',
  });
}
