import { alertGroups, isAlertGroup } from '../../functions/core/alerts/groups.ts';
import type { AlertAct } from '../../functions/core/alerts/listed-alert.ts';
import type { AlertSettings } from '../../functions/core/alerts/policy.ts';
import type { AnnouncedLinks, Announcement } from '../../functions/core/ports.ts';
import type { Alert } from './alert.ts';
import type { AlertStep } from './next-step.ts';
import type { AlertView } from './view.ts';

/** Alarms named in one announcement, the first to ring first. */
const namedAlarms = 8;

/** What is to be announced to whom. */
interface Announced {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly step: AlertStep;
  readonly contact: string;
  readonly links: AnnouncedLinks | undefined;
}

/** What is sent to one contact for a step. */
export function announcementOf(
  { alert, view, step, contact, links }: Announced,
  { cell }: AlertSettings,
): Announcement {
  const headline = headlineOf(alert.id);
  return {
    ...{ key: step.key, contact },
    time: new Date(step.told.at).toISOString(),
    alert: alert.id,
    kind: step.kind,
    severity: step.severity,
    subject: `${labels[step.kind](step)}: ${cell}: ${headline}`,
    text: [
      `${headline} (cell ${cell}, alert ${alert.id}, ${step.severity}).`,
      sinceText(view),
      ...alarmLines(view),
      ...runbookLines(view),
      ...(step.kind === 'over' ? [endText(alert, view)] : howToAnswer(alert.id, cell, links)),
    ].join('\n\n'),
    ...(links && { links }),
  };
}

/** One line for a list: what the alerts of a group are about. */
export function headlineOf(group: string): string {
  return isAlertGroup(group) ? alertGroups[group] : `Alarm ${group}`;
}

const labels = {
  first: ({ severity }) => severity.toUpperCase(),
  escalated: ({ severity }) => `${severity.toUpperCase()}, not acknowledged`,
  repeated: ({ severity }) => `${severity.toUpperCase()}, still not acknowledged`,
  over: () => 'Over',
} as const satisfies Record<AlertStep['kind'], (step: AlertStep) => string>;

function sinceText({ span }: AlertView): string {
  const from = new Date(span.from).toISOString();
  return span.to === undefined ? `Since ${from}.` : `From ${from} to ${new Date(span.to).toISOString()}.`;
}

function alarmLines({ alarms }: AlertView): readonly string[] {
  const lines = alarms
    .slice(0, namedAlarms)
    .map(({ alarm, means, reason, stillRinging }) =>
      `- ${alarm}${stillRinging ? '' : ' (over)'}: ${means} ${reason}`.trim(),
    );
  const others = alarms.length - namedAlarms;
  return [[...lines, ...(others > 0 ? [`and ${others} more`] : [])].join('\n')];
}

function runbookLines({ alarms }: AlertView): readonly string[] {
  const runbooks = [...new Set(alarms.flatMap(({ runbook }) => runbook ?? []))].slice(0, namedAlarms);
  return runbooks.length === 0 ? [] : [`What to do: ${runbooks.join(' ')}`];
}

function endText({ resolved }: Alert, { span }: AlertView): string {
  return resolved !== undefined && resolved.at === span.to
    ? `${resolved.by} declared it over.`
    : 'No alarm of it rings any more.';
}

function howToAnswer(id: string, cell: string, links: AnnouncedLinks | undefined): readonly string[] {
  const command = (act: AlertAct) => `bems alerts ${act} ${id}${cell === 'local' ? '' : ` --cell ${cell}`}`;
  const look = 'Say that you look after it, so that nobody else is told:';
  if (!links) return [`${look} ${command('ack')}`];
  const { acknowledge, resolve, expiresAt } = links;
  return [
    [look, acknowledge, `or ${command('ack')}`].join('\n'),
    ['Declare it over until an alarm rings anew:', resolve, `or ${command('resolve')}`].join('\n'),
    `The links ask before they do anything, and work until ${expiresAt}. Do not pass them on.`,
  ];
}
