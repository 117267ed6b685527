import type { AlertRequest, ListedAct, ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import type { AlertPolicy } from '../../functions/core/alerts/policy.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Alert, type PersonalAct, withAcknowledgement, withResolution } from './alert.ts';
import { headlineOf } from './announcement.ts';
import { changeAlert, listAlerts, readAlert } from './store.ts';
import { viewOf } from './view.ts';

interface AlertActs {
  readonly records: Records;
  readonly clock: Clock;
  readonly policy: Pick<AlertPolicy, 'calmMinutes'>;
}

/** The alerts that are not over, critical ones first, then the oldest first; with `all` also the others. */
export async function openAlerts(
  { records, policy }: Pick<AlertActs, 'policy'> & { readonly records: Pick<Records, 'list'> },
  { all = false }: { readonly all?: boolean } = {},
): Promise<readonly ListedAlert[]> {
  const alerts = (await listAlerts(records)).flatMap((alert) => listed(alert, policy) ?? []);
  return alerts
    .filter(({ state }) => all || state !== 'over')
    .sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1));
}

function rank({ state, severity }: ListedAlert): number {
  return (state === 'over' ? 2 : 0) + (severity === 'critical' ? 0 : 1);
}

/**
 * Acknowledges an alert, or declares it over. To do it again changes nothing.
 * @throws {BemsError} NO_SUCH_ALERT, or ALERT_OVER when there is nothing left to acknowledge
 */
export async function actOnAlert(
  { records, clock, policy }: AlertActs,
  { id, act, by }: AlertRequest,
): Promise<ListedAlert> {
  const known = await readAlert(records, id);
  const before = known && listed(known, policy);
  if (!before)
    throw new BemsError('NO_SUCH_ALERT', `There is no alert ${id}.`, {
      nextStep: 'List the alerts for their ids: bems alerts list.',
      failureClass: 'permanent',
    });
  if (before.state === 'over' && act === 'ack')
    throw new BemsError('ALERT_OVER', `The alert ${id} has been over since ${before.until}.`, {
      nextStep: 'There is nothing to do about it. If it rings again, it is announced again.',
      failureClass: 'permanent',
    });
  const personal: PersonalAct = { at: clock.now(), by };
  const after = await changeAlert(records, id, (alert) => {
    const state = listed(alert, policy)?.state;
    if (state === 'over' || (act === 'ack' && state === 'acknowledged')) return undefined;
    return act === 'ack' ? withAcknowledgement(alert, personal) : withResolution(alert, personal);
  });
  return listed(after, policy) ?? before;
}

function listed(alert: Alert, { calmMinutes }: Pick<AlertPolicy, 'calmMinutes'>): ListedAlert | undefined {
  const view = viewOf(alert, calmMinutes * 60_000);
  if (!view) return undefined;
  const { state, severity, span, concerns } = view;
  return {
    ...{ id: alert.id, headline: headlineOf(alert.id), state, severity },
    since: rfc3339(span.from),
    until: span.to === undefined ? null : rfc3339(span.to),
    audiences: [...concerns.keys()],
    alarms: view.alarms.map(({ alarm, since, stillRinging, means, reason, runbook }) => ({
      ...{ name: alarm, since: rfc3339(since), ringing: stillRinging, means, reason },
      runbook: runbook ?? null,
    })),
    acknowledged: ofStretch(alert.acknowledged, span.from),
    resolved: ofStretch(alert.resolved, span.from),
    told: Object.entries(alert.told).flatMap(([audience, told]) =>
      told && told.about >= span.from ? [{ audience, steps: told.steps, at: rfc3339(told.at) }] : [],
    ),
  };
}

/** What a person did to this stretch of alarms, and not to an earlier one. */
function ofStretch(act: PersonalAct | undefined, from: number): ListedAct | null {
  return act && act.at >= from ? { at: rfc3339(act.at), by: act.by } : null;
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
