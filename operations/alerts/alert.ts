import type { AlarmChange } from '../../functions/core/alerts/alarm-change.ts';
import type { Audience, Severity } from '../../functions/core/alerts/severity.ts';

/** What one person did to an alert. */
export interface PersonalAct {
  /** ms since the epoch. */
  readonly at: number;
  /** Who, as they or their link say. */
  readonly by: string;
}

/** How far an audience has been told of an alert. */
export interface Told {
  /** Announcements made, whatever they said: the next one's number is one more. */
  readonly count: number;
  /** When the last one was made, ms since the epoch. */
  readonly at: number;
  /** When the stretch of alarms began that it was about. */
  readonly about: number;
  readonly severity: Severity;
  /** Steps of the escalation taken, repetitions included. */
  readonly steps: number;
  /** Whether the last one said that it is over. */
  readonly over: boolean;
  /** Who was told of this stretch, and when, the first first; the newest `maxToldContacts`. */
  readonly contacts?: readonly { readonly contact: string; readonly at: number }[];
}

/** Contacts kept of whom was told. */
export const maxToldContacts = 20;

/** An alarm of an alert. */
export interface AlertAlarm {
  /** What it last said. */
  readonly latest: AlarmChange;
  /** When it began to ring and stopped, oldest first; the newest `maxChanges`. */
  readonly changes: readonly Pick<AlarmChange, 'at' | 'ringing'>[];
}

/**
 * An alert as it is stored: what the alarms of its group said, what people did, and what was announced.
 * Whether it is open follows from that (`viewOf`), so the order in which things come in is of no matter.
 */
export interface Alert {
  /** Its group, which is its id: a group has one alert at a time. */
  readonly id: string;
  readonly alarms: Readonly<Record<string, AlertAlarm>>;
  readonly acknowledged?: PersonalAct | undefined;
  readonly resolved?: PersonalAct | undefined;
  readonly told: Readonly<Partial<Record<Audience, Told>>>;
}

/**
 * Changes kept of an alarm. One that has come and gone more often since its alert was told counts as
 * ringing anew.
 */
export const maxChanges = 50;

/** The alert of a group of which nothing has been heard. */
export function newAlert(id: string): Alert {
  return { id, alarms: {}, told: {} };
}

/** The alert with what an alarm says. Any order, and any number of repetitions, makes the same alert. */
export function withChange(alert: Alert, change: AlarmChange): Alert {
  const known = alert.alarms[change.alarm];
  const changes = [...(known?.changes ?? []), { at: change.at, ringing: change.ringing }]
    .sort(byTime)
    .filter((one, index, all) => index === 0 || byTime(one, all[index - 1] ?? one) !== 0)
    .slice(-maxChanges);
  const latest = known && isLater(known.latest, change) ? known.latest : change;
  return { ...alert, alarms: { ...alert.alarms, [change.alarm]: { latest, changes } } };
}

/** Of two changes at the same moment the one that rings counts: better one alert too many. */
function byTime(a: Pick<AlarmChange, 'at' | 'ringing'>, b: Pick<AlarmChange, 'at' | 'ringing'>): number {
  return a.at - b.at || Number(a.ringing) - Number(b.ringing);
}

function isLater(a: AlarmChange, b: AlarmChange): boolean {
  return (byTime(a, b) || (JSON.stringify(a) > JSON.stringify(b) ? 1 : -1)) > 0;
}

/** The alert with an acknowledgement, unless a later one is known. */
export function withAcknowledgement(alert: Alert, act: PersonalAct): Alert {
  return { ...alert, acknowledged: later(alert.acknowledged, act) };
}

/** The alert declared over by a person: what rings does not count until it rings again. */
export function withResolution(alert: Alert, act: PersonalAct): Alert {
  return { ...alert, resolved: later(alert.resolved, act) };
}

function later(known: PersonalAct | undefined, act: PersonalAct): PersonalAct {
  return known && known.at >= act.at ? known : act;
}
