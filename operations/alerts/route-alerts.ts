import type { AlarmChange } from '../../functions/core/alerts/alarm-change.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import { metricNames } from '../../functions/core/metric-names.ts';
import type { AlertTarget, Announcement, Ports } from '../../functions/core/ports.ts';
import { type Alert, withChange } from './alert.ts';
import { announcementOf } from './announcement.ts';
import { linksOf } from './links.ts';
import { type AlertStep, nextStep, withStep } from './next-step.ts';
import { changeAlert, listAlerts } from './store.ts';
import { viewOf } from './view.ts';

export type AlertRouting = Pick<
  Ports,
  'records' | 'once' | 'alertTargets' | 'alertLinks' | 'alertSettings' | 'clock' | 'log' | 'metrics'
>;

/** What one run did. */
export interface RoutedAlerts {
  /** Announcements made now. */
  readonly announced: number;
  /** Steps that no target took: they stay due. */
  readonly failed: number;
}

/** Notes what alarms say, and announces what is due of their alerts. */
export async function takeAlarms(
  ports: AlertRouting,
  changes: readonly AlarmChange[],
): Promise<RoutedAlerts> {
  const groups = [...new Set(changes.map(({ group }) => group))];
  const alerts = [];
  for (const group of groups) {
    const theirs = changes.filter((change) => change.group === group);
    alerts.push(await changeAlert(ports.records, group, (alert) => theirs.reduce(withChange, alert)));
  }
  return announceAll(ports, alerts);
}

/** Announces what has become due of any alert since the last run: a step, a repetition, an end. */
export async function escalate(ports: AlertRouting): Promise<RoutedAlerts> {
  return announceAll(ports, await listAlerts(ports.records));
}

async function announceAll(ports: AlertRouting, alerts: readonly Alert[]): Promise<RoutedAlerts> {
  let [announced, failed] = [0, 0];
  for (const alert of alerts) {
    const outcomes = await announceDue(ports, alert);
    announced += outcomes.filter((outcome) => outcome === 'done').length;
    failed += outcomes.filter((outcome) => outcome === 'failed').length;
  }
  ports.metrics.count(metricNames.alertsAnnounced, announced);
  ports.metrics.count(metricNames.alertsNotAnnounced, failed);
  return { announced, failed };
}

/** `busy`: another run is at it, and the next one sees what came of it. */
type Outcome = 'done' | 'already' | 'busy' | 'failed';

/** Takes one step after the other until none is due, or one cannot be taken now. */
async function announceDue(ports: AlertRouting, first: Alert): Promise<readonly Outcome[]> {
  const { records, alertSettings, clock } = ports;
  const outcomes: Outcome[] = [];
  for (let alert = first; ; ) {
    const step = nextStep(alert, alertSettings.policy, clock.now());
    if (!step) return outcomes;
    const outcome = await announce(ports, alert, step);
    outcomes.push(outcome);
    if (outcome === 'busy' || outcome === 'failed') return outcomes;
    alert = await changeAlert(records, alert.id, (current) =>
      // Whoever took the step too may have noted it first.
      (current.told[step.audience]?.count ?? 0) >= step.told.count ? undefined : withStep(current, step),
    );
  }
}

/**
 * Tells every contact of the step by every target. A target that fails keeps no other from being told,
 * and the step counts as taken once one of them took it.
 */
async function announce(ports: AlertRouting, alert: Alert, step: AlertStep): Promise<Outcome> {
  const { alertSettings } = ports;
  const view = viewOf(alert, alertSettings.policy.calmMinutes * 60_000);
  if (!view) return 'already';
  const outcomes = await Promise.all(
    step.contacts.map(async (contact) => {
      const links = await linksOf(ports, { alert: alert.id, step, contact });
      const announcement = announcementOf({ alert, view, step, contact, links }, alertSettings);
      return Promise.all(ports.alertTargets.map((target) => deliver(ports, target, announcement)));
    }),
  );
  const all = outcomes.flat();
  return (['done', 'already', 'busy'] as const).find((outcome) => all.includes(outcome)) ?? 'failed';
}

async function deliver(
  { once, log, metrics }: AlertRouting,
  target: AlertTarget,
  announcement: Announcement,
): Promise<Outcome> {
  const { key, contact, alert } = announcement;
  try {
    return await once(`${key}#${contact}#${target.name}`, () => target.deliver(announcement));
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    log.error(logMessages.alertTargetFailed, { alert, target: target.name, contact, reason });
    metrics.count(metricNames.alertTargetsFailed, 1);
    return 'failed';
  }
}
