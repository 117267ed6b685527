import { type AlertGroup, isAlertGroup } from './groups.ts';
import { type Audience, isAudience, isSeverity, type Severity } from './severity.ts';

/**
 * What the description of an alarm says beside its sentences. CloudWatch hands the description to whoever
 * it notifies, so an alarm carries with it where it belongs, and the router needs no list of alarms
 * that a deployment could leave behind.
 */
export interface AlarmRouting {
  readonly group: AlertGroup;
  readonly severity: Severity;
  readonly audiences: readonly Audience[];
  /** Address of the heading that says what to do. */
  readonly runbook: string;
}

/** An alarm's description: sentences for people, then its routing. */
export function alarmDescription(sentences: string, routing: AlarmRouting): string {
  const { group, severity, audiences, runbook } = routing;
  return `${sentences} Alert: ${group}, ${severity}, ${audiences.join('+')}. Runbook: ${runbook}`;
}

const pattern =
  /^(?<sentences>.*) Alert: (?<group>[a-z-]+), (?<severity>[a-z]+), (?<to>[a-z+]+)\. Runbook: (?<runbook>\S+)$/s;

/** Reads what `alarmDescription` wrote; undefined for a description that somebody else wrote. */
export function readAlarmDescription(
  description: string,
): (AlarmRouting & { readonly sentences: string }) | undefined {
  const {
    sentences = '',
    group = '',
    severity,
    to = '',
    runbook = '',
  } = pattern.exec(description)?.groups ?? {};
  const audiences = to.split('+').filter(isAudience);
  if (!isAlertGroup(group) || !isSeverity(severity) || audiences.length === 0) return undefined;
  return { sentences, group, severity, audiences, runbook };
}
